import type { Variant } from '../catalog/variant.ts'
import { Money } from '../money.ts'
import type { UnitPrice } from './price-list.ts'

export interface Reduction {
  readonly because: string
  readonly amount: Money
}

/** One variant in a quote: how many, at what unit price, less which discounts. */
export class QuoteLine {
  readonly variant: Variant
  readonly quantity: number
  readonly price: UnitPrice
  readonly reductions: readonly Reduction[]

  constructor(variant: Variant, quantity: number, price: UnitPrice, reductions: readonly Reduction[] = []) {
    this.variant = variant
    this.quantity = quantity
    this.price = price
    this.reductions = reductions
  }

  /** Units times unit price, before discounts. */
  get subtotal(): Money {
    return this.price.amount.times(this.quantity)
  }

  get discount(): Money {
    return Money.sum(
      this.reductions.map((reduction) => reduction.amount),
      this.price.amount.currency,
    )
  }

  get total(): Money {
    return this.subtotal.minus(this.discount)
  }

  /** What may still come off before a unit falls below its floor price or zero. */
  get roomForDiscount(): Money {
    const floor = this.variant.floorPrice ?? Money.zero(this.price.amount.currency)
    return this.total.minus(floor.times(this.quantity)).atLeast(Money.zero(floor.currency))
  }

  /** Takes off as much of the amount as there is room for. */
  discounted(amount: Money, because: string): QuoteLine {
    const taken = amount.atMost(this.roomForDiscount)
    if (!taken.isPositive) return this
    const known = this.reductions.filter((reduction) => reduction.because !== because)
    const sameReason = this.reductions.find((reduction) => reduction.because === because)
    const reduction = { because, amount: sameReason ? sameReason.amount.plus(taken) : taken }
    return new QuoteLine(this.variant, this.quantity, this.price, [...known, reduction])
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
