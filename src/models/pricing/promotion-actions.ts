import { Money } from '../money.ts'
import type { Basket } from './promotion.ts'
import type { QuoteLine } from './quote-line.ts'

/** Gives something on a basket. */
export interface Action {
  applyTo(basket: Basket, because: string): Basket
}

export class PercentOffOrder implements Action {
  readonly #percent: number

  constructor(percent: number) {
    this.#percent = percent
  }

  applyTo(basket: Basket, because: string): Basket {
    const first = basket.lines[0]
    if (!first) return basket
    const total = Money.sum(
      basket.lines.map((line) => line.total),
      first.total.currency,
    )
    return { ...basket, lines: spread(total.percent(this.#percent), basket.lines, because) }
  }
}

export class FixedOffOrder implements Action {
  readonly #amount: Money

  constructor(amount: Money) {
    this.#amount = amount
  }

  applyTo(basket: Basket, because: string): Basket {
    return { ...basket, lines: spread(this.#amount, basket.lines, because) }
  }
}

export class PercentOffShipping implements Action {
  readonly #percent: number

  constructor(percent: number) {
    this.#percent = percent
  }

  applyTo(basket: Basket): Basket {
    return { ...basket, shippingPercentOff: Math.max(basket.shippingPercentOff, this.#percent) }
  }
}

/**
 * Spreads a discount over the lines in proportion to their totals. No unit falls below its floor price
 * or zero: what a line cannot take is spread over the others, and what none can take is not given.
 */
export function spread(discount: Money, lines: readonly QuoteLine[], because: string): QuoteLine[] {
  let lowered = [...lines]
  let left = discount
  while (left.isPositive) {
    const weights = lowered.map((line) => (line.roomForDiscount.isPositive ? line.total.amount : 0))
    if (!weights.some((weight) => weight > 0)) break
    const shares = left.allocate(weights)
    lowered = lowered.map((line, index) =>
      line.discounted(shares[index] ?? Money.zero(left.currency), because),
    )
    const given = Money.sum(
      lowered.map((line) => line.discount),
      left.currency,
    ).minus(
      Money.sum(
        lines.map((line) => line.discount),
        left.currency,
      ),
    )
    left = discount.minus(given)
  }
  return lowered
}
