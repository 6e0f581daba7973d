import type { Variant } from '../catalog/variant.ts'
import { Money } from '../money.ts'
import type { UnitPrice } from './price-list.ts'

export interface Reduction {
  readonly because: string
  readonly promotionId: number
  readonly amount: Money
}

/** So many units of a line, each of which costs the same in the end. */
export interface Units {
  readonly quantity: number
  readonly price: Money
}

/** One variant in a quote: how many, at what unit price, less which discounts. */
export class QuoteLine {
  readonly variant: Variant
  readonly quantity: number
  readonly price: UnitPrice
  readonly reductions: readonly Reduction[]
  /** What each unit costs after the discounts, the dearest first: of three for two, one costs nothing. */
  readonly units: readonly Units[]
  readonly discount: Money

  constructor(
    variant: Variant,
    quantity: number,
    price: UnitPrice,
    reductions: readonly Reduction[] = [],
    units: readonly Units[] = [{ quantity, price: price.amount }],
  ) {
    this.variant = variant
    this.quantity = quantity
    this.price = price
    this.reductions = reductions
    this.units = units
    const taken = reductions.reduce((sum, { amount }) => sum + amount.amount, 0)
    this.discount = Money.of(taken, price.amount.currency)
  }

  /** Units times unit price, before discounts. */
  get subtotal(): Money {
    return this.price.amount.times(this.quantity)
  }

  get total(): Money {
    return this.subtotal.minus(this.discount)
  }

  /** Why the line costs what it costs. */
  get reasons(): readonly string[] {
    const { list, amount, reason } = this.price
    return [
      ...(reason ? [`${reason}: ${amount.format()} instead of ${list.format()}`] : []),
      ...this.reductions.map((reduction) => `${reduction.because}: −${reduction.amount.format()}`),
    ]
  }
}
