import type { PricedCart, PricedLine } from '../../models/cart/priced-cart.ts'
import { countryName } from '../../models/checkout/country.ts'
import type { StockLevel } from '../../models/inventory/stock-level.ts'
import type { Money } from '../../models/money.ts'
import type { Way } from '../../models/pricing/estimate.ts'

/** A cart as JSON. Amounts are in minor units of the currency, times in ISO 8601. */
export class CartJson {
  readonly #priced: PricedCart

  constructor(priced: PricedCart) {
    this.#priced = priced
  }

  toJSON(): object {
    const { cart, quote, lines, version, heldUntil, changes, isBuyable } = this.#priced
    return {
      version,
      units: cart.units,
      currency: quote.currency,
      lines: lines.map((line) => this.#line(line)),
      saved_for_later: cart.saved.map(({ variantId, quantity }) => ({ variant_id: variantId, quantity })),
      totals: this.#totals(),
      coupons: {
        applied: quote.coupons,
        refused: quote.refusedCoupons.map(({ code, sentence }) => ({ code, reason: sentence })),
      },
      shipping_estimate: this.#estimate(),
      held_until: heldUntil,
      changes: changes.all.map(({ variantId, sentence }) => ({ variant_id: variantId, sentence })),
      ready_for_checkout: isBuyable,
    }
  }

  #line({ line, stock, heldUntil, problem }: PricedLine): object {
    const { variant, quantity, price, reasons, subtotal, total } = line
    return {
      variant_id: variant.id,
      product_id: variant.productId,
      sku: variant.sku,
      name: variant.fullName,
      quantity,
      unit_price: money(price.amount),
      list_price: money(price.list),
      reasons,
      subtotal: money(subtotal),
      total: money(total),
      stock: stockJson(stock),
      held_until: heldUntil,
      problem,
      changes: this.#priced.changes.of(variant.id).map(({ sentence }) => sentence),
    }
  }

  #totals(): object {
    const { quote } = this.#priced
    return {
      items: money(quote.itemsTotal),
      discounts: quote.discounts.map(({ name, amount }) => ({ name, amount: money(amount) })),
      discount: money(quote.discountTotal),
      shipping: quote.shipping && money(quote.shippingTotal),
      tax_included: money(quote.taxIncluded),
      tax_added: money(quote.taxAdded),
      total: money(quote.total),
    }
  }

  #estimate(): object {
    const { estimate, quote } = this.#priced
    const name = countryName(quote.country)
    return {
      country: { code: quote.country, name },
      methods: estimate.ways.map(wayJson),
      refusal: this.#priced.isEmpty ? null : estimate.refusal(name),
    }
  }
}

function money(money: Money): object {
  return { amount: money.amount, currency: money.currency, formatted: money.format() }
}

/** Null stands for any number of units. */
function stockJson({ tracked, available, label }: StockLevel): object {
  return { available: tracked ? available : null, label }
}

function wayJson({ offer, arrives, tax, total, isCheapest }: Way): object {
  const { method, price, promise } = offer
  return {
    id: method.id,
    name: method.name,
    price: money(price),
    arrives: { from: day(promise.from), to: day(promise.to), text: arrives },
    tax: money(tax),
    total: money(total),
    cheapest: isCheapest,
  }
}

/** '2026-11-26' */
function day(date: Date): string {
  return date.toISOString().slice(0, 10)
}
