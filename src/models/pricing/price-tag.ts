import type { Variant } from '../catalog/variant.ts'
import type { ShopTime } from '../shop-time.ts'
import type { PriceHistory } from './price-history.ts'
import type { PriceList, UnitPrice } from './price-list.ts'

export interface TierOnTag {
  readonly fromQuantity: number
  readonly each: string
  readonly saved: string
}

/** What a product page says of a price: the figure, why it is lower, until when, what it was before, and for several. */
export class PriceTag {
  readonly price: UnitPrice
  readonly #variant: Variant
  readonly #prices: PriceList
  readonly #history: PriceHistory

  constructor(variant: Variant, prices: PriceList, history: PriceHistory) {
    this.price = prices.unitPrice(variant)
    this.#variant = variant
    this.#prices = prices
    this.#history = history
  }

  get amount(): string {
    return this.price.amount.format()
  }

  /** Empty unless it is reduced, as are the sentences below. */
  get list(): string {
    return this.price.reason ? this.price.list.format() : ''
  }

  /** 'Zeolite weeks: 15 % off, until 17 Dec 2026, 10:12 CET' */
  reason(shopTime: ShopTime): string {
    const { reason, endsAt } = this.price
    return endsAt ? `${reason}, until ${shopTime.dayAndTime(endsAt)}` : reason
  }

  get lowest(): string {
    const { startsAt } = this.price
    const lowest = startsAt && this.#history.lowestBefore(startsAt, this.#variant)
    return lowest ? `Lowest price in the 30 days before: ${lowest.format()}` : ''
  }

  /** Quantity prices that are lower than what one unit costs anyway. */
  get tiers(): readonly TierOnTag[] {
    const one = this.price.amount
    return this.#variant.quantityPrices.flatMap(({ fromQuantity }) => {
      const { amount } = this.#prices.unitPrice(this.#variant, fromQuantity)
      return amount.isLessThan(one)
        ? [{ fromQuantity, each: amount.format(), saved: one.minus(amount).format() }]
        : []
    })
  }
}
