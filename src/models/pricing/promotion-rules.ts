import { Money } from '../money.ts'
import type { Basket } from './promotion.ts'

/** Accepts a basket, or says in the shopper's words why not. */
export interface Rule {
  refusal(basket: Basket): string | null
}

export class ItemsTotalAtLeast implements Rule {
  readonly #least: Money

  constructor(least: Money) {
    this.#least = least
  }

  refusal({ lines }: Basket): string | null {
    const total = Money.sum(
      lines.map((line) => line.total),
      this.#least.currency,
    )
    if (!total.isLessThan(this.#least)) return null
    return `Add ${this.#least.minus(total).format()} more to reach ${this.#least.format()}.`
  }
}

export class QuantityAtLeast implements Rule {
  readonly #least: number

  constructor(least: number) {
    this.#least = least
  }

  refusal({ lines }: Basket): string | null {
    const units = lines.reduce((sum, line) => sum + line.quantity, 0)
    return units >= this.#least ? null : `It takes ${this.#least} or more specimens.`
  }
}
