import { createHash } from 'node:crypto'
import type { Variant } from '../catalog/variant.ts'
import { Money } from '../money.ts'
import type { PriceList } from './price-list.ts'
import { type PriceReason, priceReasons } from './price-reasons.ts'
import { applyPromotions, type CouponClaim, type Promotion } from './promotion.ts'
import { QuoteLine } from './quote-line.ts'
import type { DeliveryPromise, ShippingCalendar, ShippingMap, ShippingMethod } from './shipping.ts'
import type { TaxTable } from './tax.ts'

/** All that decides a price, as it stands now. */
export interface Tariff {
  readonly currency: string
  readonly prices: PriceList
  readonly promotions: readonly Promotion[]
  readonly shipping: ShippingMap
  readonly calendar: ShippingCalendar
  readonly taxes: TaxTable
  readonly now: Date
}

export interface QuoteRequest {
  readonly items: readonly { readonly variant: Variant; readonly quantity: number }[]
  readonly coupons: readonly CouponClaim[]
  /** ISO 3166-1 alpha-2. */
  readonly country: string
  /** The method chosen; without one, the cheapest. */
  readonly shippingMethod: number | null
}

export interface ShippingOffer {
  readonly method: ShippingMethod
  readonly price: Money
  readonly promise: DeliveryPromise
}

export interface LineTax {
  readonly basisPoints: number
  readonly tax: Money
}

/**
 * What a cart costs when sent to a country: the single source of every figure in cart, checkout, order and mail.
 * itemsTotal − discountTotal + shippingTotal + taxAdded = total.
 */
export class Quote {
  readonly currency: string
  /** ISO 3166-1 alpha-2, where it is to be sent. */
  readonly country: string
  readonly lines: readonly QuoteLine[]
  readonly lineTaxes: readonly LineTax[]
  readonly discounts: readonly { readonly name: string; readonly amount: Money }[]
  readonly coupons: readonly string[]
  readonly refusedCoupons: readonly { readonly code: string; readonly sentence: string }[]
  /** Every way to send it, cheapest first; empty when the shop does not deliver there. */
  readonly offers: readonly ShippingOffer[]
  readonly shipping: ShippingOffer | null
  readonly shippingTax: LineTax
  readonly pricesIncludeTax: boolean
  readonly #tariff: Tariff
  readonly #request: QuoteRequest

  private constructor(tariff: Tariff, request: QuoteRequest) {
    const priced = request.items.map(
      ({ variant, quantity }) => new QuoteLine(variant, quantity, tariff.prices.unitPrice(variant, quantity)),
    )
    const { basket, accepted, refused } = applyPromotions(
      { lines: priced, shippingPercentOff: 0 },
      tariff.promotions,
      request.coupons,
      tariff.now,
    )

    this.#tariff = tariff
    this.#request = request
    this.currency = tariff.currency
    this.country = request.country
    this.lines = basket.lines
    this.refusedCoupons = refused
    this.coupons = accepted.flatMap(({ code }) => (code ? [code] : []))
    this.discounts = accepted
      .map(({ promotion }) => ({ name: promotion.name, amount: this.#takenBy(promotion) }))
      .filter(({ amount }) => amount.isPositive)
    this.offers = this.#offers(tariff, request.country, basket.shippingPercentOff)
    this.shipping =
      this.offers.find(({ method }) => method.id === request.shippingMethod) ?? this.offers[0] ?? null
    this.pricesIncludeTax = tariff.taxes.pricesIncludeTax
    this.lineTaxes = this.lines.map(({ variant, total }) =>
      taxOf(tariff, request, variant.taxCategory, total),
    )
    this.shippingTax = taxOf(tariff, request, 'shipping', this.shippingTotal)
  }

  static of(tariff: Tariff, request: QuoteRequest): Quote {
    return new Quote(tariff, request)
  }

  /** The same for each of the offers: sent another way it costs something else, and is taxed otherwise. */
  get everyWay(): readonly Quote[] {
    return this.offers.map(({ method }) =>
      Quote.of(this.#tariff, { ...this.#request, shippingMethod: method.id }),
    )
  }

  /** Grams of the heaviest parcel that the shop sends to the country; zero when it sends nothing there. */
  get heaviestParcel(): number {
    return this.#tariff.shipping.heaviestParcelTo(this.country)
  }

  get itemsTotal(): Money {
    return this.#sum(this.lines.map((line) => line.subtotal))
  }

  get discountTotal(): Money {
    return this.#sum(this.lines.map((line) => line.discount))
  }

  get shippingTotal(): Money {
    return this.shipping?.price ?? Money.zero(this.currency)
  }

  /** Tax on top of the prices; zero where prices include it. */
  get taxAdded(): Money {
    return this.pricesIncludeTax ? Money.zero(this.currency) : this.#tax
  }

  /** Tax contained in the total. */
  get taxIncluded(): Money {
    return this.pricesIncludeTax ? this.#tax : Money.zero(this.currency)
  }

  get total(): Money {
    return this.itemsTotal.minus(this.discountTotal).plus(this.shippingTotal).plus(this.taxAdded)
  }

  /** Why one of its lines costs what it costs. */
  reasonsOf(line: QuoteLine): readonly PriceReason[] {
    const tax = this.lineTaxes[this.lines.indexOf(line)]
    return tax ? priceReasons(line, tax, this.pricesIncludeTax) : []
  }

  get grams(): number {
    return this.lines.reduce((sum, line) => sum + line.variant.grams * line.quantity, 0)
  }

  /**
   * Stands for everything the shopper sees and agrees to. A review form carries it back, so that
   * a price that changed in the meantime is shown before it is charged.
   */
  get fingerprint(): string {
    const lines = this.lines.map((line) => [line.variant.id, line.quantity, line.total.amount])
    const seen = [
      lines,
      this.shipping?.method.id,
      this.shippingTotal.amount,
      this.total.amount,
      this.currency,
    ]
    return createHash('sha256').update(JSON.stringify(seen)).digest('base64url').slice(0, 22)
  }

  get #tax(): Money {
    return this.#sum([...this.lineTaxes.map(({ tax }) => tax), this.shippingTax.tax])
  }

  #offers({ shipping, calendar, now }: Tariff, country: string, percentOff: number): ShippingOffer[] {
    const afterDiscounts = this.itemsTotal.minus(this.discountTotal)
    return shipping
      .methodsTo(country)
      .flatMap((method) => {
        const price = method.price(this.grams, afterDiscounts)
        return price
          ? [{ method, price: price.percent(100 - percentOff), promise: method.promise(now, calendar) }]
          : []
      })
      .sort((a, b) => a.price.amount - b.price.amount)
  }

  #takenBy(promotion: Promotion): Money {
    const reductions = this.lines.flatMap((line) => line.reductions)
    return this.#sum(
      reductions.filter(({ because }) => because === promotion.name).map(({ amount }) => amount),
    )
  }

  #sum(parts: readonly Money[]): Money {
    return Money.sum(parts, this.currency)
  }
}

function taxOf({ taxes, now }: Tariff, { country }: QuoteRequest, category: string, amount: Money): LineTax {
  const { basisPoints } = taxes.rate(country, category, now)
  return { basisPoints, tax: taxes.taxOn(amount, basisPoints) }
}
