import type { Variant } from '../catalog/variant.ts'
import { Money } from '../money.ts'
import { Basket } from './basket.ts'
import type { CouponClaim } from './coupon.ts'
import type { Customer } from './customer.ts'
import type { Destination } from './destination.ts'
import type { PriceList } from './price-list.ts'
import { type PriceReason, priceReasons } from './price-reasons.ts'
import type { PromotionList, RefusedCoupon } from './promotion-list.ts'
import { QuoteFingerprint } from './quote-fingerprint.ts'
import type { QuoteLine } from './quote-line.ts'
import type {
  DeliveryPromise,
  Parcel,
  ShippingCalendar,
  ShippingMap,
  ShippingMethod,
  ShippingStep,
} from './shipping.ts'
import type { TaxTable } from './tax.ts'

/** All that decides a price, as it stands now. */
export interface Tariff {
  readonly currency: string
  readonly prices: PriceList
  readonly promotions: PromotionList
  readonly shipping: ShippingMap
  readonly calendar: ShippingCalendar
  readonly taxes: TaxTable
  readonly now: Date
}

export interface QuoteRequest {
  readonly items: readonly { readonly variant: Variant; readonly quantity: number }[]
  readonly coupons: readonly CouponClaim[]
  readonly destination: Destination
  /** Null when nobody has said who they are: then what is for some customers only does not count. */
  readonly customer: Customer | null
  /** The method chosen; without one, the cheapest. */
  readonly shippingMethod: number | null
}

export interface ShippingOffer {
  readonly method: ShippingMethod
  readonly price: Money
  readonly promise: DeliveryPromise
  /** From the price of its tier to what it costs: free above a total, promotions. */
  readonly steps: readonly ShippingStep[]
  /** Why it costs no more than that; empty when nothing came off. */
  readonly because: string
}

export interface RefusedMethod {
  readonly method: ShippingMethod
  readonly sentence: string
}

export interface LineTax {
  readonly basisPoints: number
  readonly tax: Money
}

/** The items of a request after promotions, before anybody has chosen how they are sent. */
interface Goods {
  readonly lines: readonly QuoteLine[]
  readonly discounts: Quote['discounts']
  readonly coupons: readonly string[]
  readonly refused: readonly RefusedCoupon[]
  readonly offers: readonly ShippingOffer[]
  readonly refusedMethods: readonly RefusedMethod[]
}

/**
 * What a cart costs when sent somewhere: the single source of every figure in cart, checkout, order and mail.
 * itemsTotal − discountTotal + shippingTotal + taxAdded = total.
 */
export class Quote {
  readonly currency: string
  readonly destination: Destination
  readonly lines: readonly QuoteLine[]
  readonly lineTaxes: readonly LineTax[]
  readonly discounts: readonly { readonly name: string; readonly amount: Money }[]
  readonly coupons: readonly string[]
  readonly refusedCoupons: readonly RefusedCoupon[]
  /** Every way to send it, cheapest first; empty when the shop does not deliver there. */
  readonly offers: readonly ShippingOffer[]
  /** Ways there that this parcel cannot go. */
  readonly refusedMethods: readonly RefusedMethod[]
  readonly shipping: ShippingOffer | null
  readonly shippingTax: LineTax
  readonly pricesIncludeTax: boolean
  readonly itemsTotal: Money
  readonly discountTotal: Money
  readonly #tariff: Tariff
  readonly #request: QuoteRequest
  readonly #goods: Goods

  private constructor(tariff: Tariff, request: QuoteRequest, goods: Goods) {
    this.#tariff = tariff
    this.#request = request
    this.#goods = goods
    this.currency = tariff.currency
    this.destination = request.destination
    this.lines = goods.lines
    this.refusedCoupons = goods.refused
    this.coupons = goods.coupons
    this.discounts = goods.discounts
    this.itemsTotal = this.#sum(this.lines.map((line) => line.subtotal))
    this.discountTotal = this.#sum(this.lines.map((line) => line.discount))
    this.offers = goods.offers
    this.refusedMethods = goods.refusedMethods
    this.shipping =
      this.offers.find(({ method }) => method.id === request.shippingMethod) ?? this.offers[0] ?? null
    this.pricesIncludeTax = tariff.taxes.pricesIncludeTax
    this.lineTaxes = this.lines.map(({ variant, total }) =>
      taxOf(tariff, request, variant.taxCategory, total),
    )
    this.shippingTax = taxOf(tariff, request, 'shipping', this.shippingTotal)
  }

  static of(tariff: Tariff, request: QuoteRequest): Quote {
    return new Quote(tariff, request, goodsOf(tariff, request))
  }

  /** The same for each of the offers: sent another way it costs something else, and is taxed otherwise. */
  get everyWay(): readonly Quote[] {
    return this.offers.map(
      ({ method }) => new Quote(this.#tariff, { ...this.#request, shippingMethod: method.id }, this.#goods),
    )
  }

  /** ISO 3166-1 alpha-2, where it is to be sent. */
  get country(): string {
    return this.destination.country
  }

  /** Grams of the heaviest parcel that the shop sends there; zero when it sends nothing there. */
  get heaviestParcel(): number {
    return this.#tariff.shipping.heaviestParcelTo(this.destination)
  }

  /** What none of the ways there carries. */
  get uncarried(): readonly Variant[] {
    const variants = this.lines.map(({ variant }) => variant)
    const parcel = { grams: this.grams, itemsTotal: this.itemsTotal, variants }
    const methods = this.#tariff.shipping.methodsTo(this.destination)
    return variants.filter((variant) => methods.every((method) => method.refusedOf(parcel).includes(variant)))
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
    return new QuoteFingerprint(this).text
  }

  /**
   * What is no longer as somebody agreed to it, in sentences.
   *
   * @param agreed the fingerprint of what they saw
   */
  changesSince(agreed: string): readonly string[] {
    return new QuoteFingerprint(this).changesSince(agreed)
  }

  get #tax(): Money {
    return this.#sum([...this.lineTaxes.map(({ tax }) => tax), this.shippingTax.tax])
  }

  #sum(parts: readonly Money[]): Money {
    return Money.sum(parts, this.currency)
  }
}

function goodsOf(tariff: Tariff, { items, coupons, customer, destination }: QuoteRequest): Goods {
  const { currency, prices, promotions, now } = tariff
  const priced = items.map(({ variant, quantity }) => ({
    variant,
    quantity,
    price: prices.unitPrice(variant, quantity),
  }))
  const basket = new Basket(currency, priced, { customer, destination })
  const { accepted, refused } = promotions.applyTo(basket, coupons, now)
  const lines = basket.quoteLines
  const parcel: Parcel = {
    grams: lines.reduce((sum, { variant: { grams }, quantity }) => sum + grams * quantity, 0),
    itemsTotal: basket.total,
    variants: lines.map(({ variant }) => variant),
  }
  return {
    lines,
    refused,
    discounts: accepted
      .map(({ promotion }) => ({ name: promotion.name, amount: basket.takenBy(promotion) }))
      .filter(({ amount }) => amount.isPositive),
    coupons: accepted.flatMap(({ code }) => (code ? [code] : [])),
    ...waysToSend(tariff, destination, parcel, basket.shippingReductions),
  }
}

function waysToSend(
  { shipping, calendar, now }: Tariff,
  destination: Destination,
  parcel: Parcel,
  reductions: Basket['shippingReductions'],
): Pick<Goods, 'offers' | 'refusedMethods'> {
  const offers: ShippingOffer[] = []
  const refusedMethods: RefusedMethod[] = []
  for (const method of shipping.methodsTo(destination)) {
    const sentence = method.refusal(parcel)
    if (sentence) refusedMethods.push({ method, sentence })
    else offers.push(offer(method, method.steps(parcel), reductions, method.promise(now, calendar)))
  }
  return { offers: offers.sort((a, b) => a.price.amount - b.price.amount), refusedMethods }
}

/** Each promotion takes its share of what the earlier ones left. */
function offer(
  method: ShippingMethod,
  [first, ...later]: readonly ShippingStep[],
  reductions: Basket['shippingReductions'],
  promise: DeliveryPromise,
): ShippingOffer {
  if (!first) throw new RangeError(`${method.name} cannot carry this parcel and costs nothing`)
  const steps = [first, ...later]
  let { price } = later.at(-1) ?? first
  for (const { cause, percent } of reductions) {
    if (price.isZero) break
    price = price.minus(price.percent(percent))
    steps.push({ because: cause.name, price })
  }
  const because = steps.slice(1).map((step) => step.because)
  return { method, price, promise, steps, because: because.join(', ') }
}

function taxOf(
  { taxes, now }: Tariff,
  { destination }: QuoteRequest,
  category: string,
  amount: Money,
): LineTax {
  const { basisPoints } = taxes.rate(destination, category, now)
  return { basisPoints, tax: taxes.taxOn(amount, basisPoints) }
}
