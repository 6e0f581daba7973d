import { createHash } from 'node:crypto'
import { deliveryText } from './delivery-text.ts'
import type { Quote } from './quote.ts'

/** What the parts of a fingerprint stand for, and what is said of each that is another. */
const PARTS = {
  costs: {
    of: (quote: Quote) => [
      quote.currency,
      quote.lines.map((line) => [
        line.variant.id,
        line.quantity,
        line.price.amount.amount,
        line.total.amount,
      ]),
      quote.discounts.map(({ name, amount }) => [name, amount.amount]),
      quote.coupons,
      quote.shipping?.method.id,
      quote.shippingTotal.amount,
      quote.total.amount,
    ],
    changed: (quote: Quote) => `The total is now ${quote.total.format()}.`,
  },
  taxes: {
    of: (quote: Quote) => [
      quote.pricesIncludeTax,
      quote.lineTaxes.map(({ basisPoints, tax }) => [basisPoints, tax.amount]),
      [quote.shippingTax.basisPoints, quote.shippingTax.tax.amount],
    ],
    changed: (quote: Quote) =>
      quote.pricesIncludeTax
        ? `The tax in the total is now ${quote.taxIncluded.format()}.`
        : `The tax is now ${quote.taxAdded.format()}.`,
  },
  promise: {
    of: ({ shipping }: Quote) => shipping && [shipping.promise.from, shipping.promise.to],
    changed: ({ shipping }: Quote) =>
      shipping
        ? `It now arrives ${deliveryText(shipping.promise)}.`
        : 'We cannot send this parcel there now.',
  },
} as const

/** Stands for everything that a shopper sees of a quote and agrees to. */
export class QuoteFingerprint {
  readonly #quote: Quote
  readonly #parts: readonly string[]

  constructor(quote: Quote) {
    this.#quote = quote
    this.#parts = Object.values(PARTS).map(({ of }) => fingerprint(of(quote)))
  }

  get text(): string {
    return this.#parts.join('-')
  }

  /** @param agreed may be anything at all; what follows a dot is somebody else's */
  changesSince(agreed: string): readonly string[] {
    const seen = agreed.split('.', 1).join('').split('-')
    const changed = Object.values(PARTS).flatMap(({ changed }, index) =>
      this.#parts[index] === seen[index] ? [] : [changed],
    )
    // Another total has another tax in it; that goes without saying.
    const told = changed.includes(PARTS.costs.changed)
      ? changed.filter((part) => part !== PARTS.taxes.changed)
      : changed
    return told.map((sentence) => sentence(this.#quote))
  }
}

/** Hexadecimal, so that it contains nothing that parts could be joined by. */
function fingerprint(seen: unknown): string {
  return createHash('sha256').update(JSON.stringify(seen)).digest('hex').slice(0, 16)
}
