import type { SetPart } from '../catalog/set-part.ts'
import { Conflict } from '../errors.ts'
import type { Money } from '../money.ts'
import type { Quote } from '../pricing/quote.ts'

/** What each set of a line contained. */
export interface OrderPart {
  readonly variantId: number
  readonly sku: string
  readonly productName: string
  readonly productSlug: string
  readonly variantName: string
  readonly picture: string | null
  readonly quantity: number
}

export interface OrderLine {
  readonly variantId: number
  readonly sku: string
  readonly productName: string
  readonly productSlug: string
  readonly variantName: string
  readonly picture: string | null
  readonly listPrice: Money
  readonly unitPrice: Money
  readonly quantity: number
  readonly discount: Money
  readonly total: Money
  /** Basis points: 19 % is 1900. */
  readonly taxRate: number
  readonly tax: Money
  /** Why it cost what it cost. */
  readonly reason: string
  /** Empty unless it is a set. */
  readonly parts: readonly OrderPart[]
}

export interface OrderDelivery {
  readonly method: string
  readonly price: Money
  readonly taxRate: number
  readonly tax: Money
  readonly from: Date
  readonly to: Date
}

export function frozenLines(quote: Quote): OrderLine[] {
  return quote.lines.map((line, index) => ({
    variantId: line.variant.id,
    sku: line.variant.sku,
    productName: line.variant.productName,
    productSlug: line.variant.productSlug,
    variantName: line.variant.name,
    picture: line.variant.picture,
    listPrice: line.price.list,
    unitPrice: line.price.amount,
    quantity: line.quantity,
    discount: line.discount,
    total: line.total,
    taxRate: quote.lineTaxes[index]?.basisPoints ?? 0,
    tax: quote.lineTaxes[index]?.tax ?? line.total.times(0),
    reason: line.reasons.join('; '),
    parts: line.variant.parts.map(frozenPart),
  }))
}

function frozenPart({ variant, quantity }: SetPart): OrderPart {
  const { id, sku, productName, productSlug, name, picture } = variant
  return { variantId: id, sku, productName, productSlug, variantName: name, picture, quantity }
}

/** @throws Conflict when the shop does not deliver to the quote's country */
export function frozenDelivery(quote: Quote): OrderDelivery {
  if (!quote.shipping) throw new Conflict('We do not deliver to this country yet.')
  const { method, price, promise } = quote.shipping
  return {
    method: method.name,
    price,
    taxRate: quote.shippingTax.basisPoints,
    tax: quote.shippingTax.tax,
    ...promise,
  }
}
