import type { Basket } from './basket.ts'
import type { Action } from './promotion-actions.ts'
import type { Rule } from './promotion-rules.ts'

/** From its first moment, and not at its last. */
export interface Window {
  readonly startsAt: Date | null
  readonly endsAt: Date | null
}

/** Rules that must all accept, and what the shopper gets then. */
export class Promotion {
  readonly id: number
  readonly name: string
  readonly priority: number
  /** Wins alone when it is eligible. */
  readonly exclusive: boolean
  readonly window: Window
  readonly needsCoupon: boolean
  readonly #rules: readonly Rule[]
  readonly #actions: readonly Action[]

  constructor(
    facts: Pick<Promotion, 'id' | 'name' | 'priority' | 'exclusive' | 'window' | 'needsCoupon'>,
    rules: readonly Rule[],
    actions: readonly Action[],
  ) {
    this.id = facts.id
    this.name = facts.name
    this.priority = facts.priority
    this.exclusive = facts.exclusive
    this.window = facts.window
    this.needsCoupon = facts.needsCoupon
    this.#rules = rules
    this.#actions = actions
  }

  /** The sentence of the first rule that refuses, or of actions that have nothing to work on; null when all is well. */
  refusal(basket: Basket, now: Date): string | null {
    if (this.window.startsAt && now < this.window.startsAt) return `“${this.name}” has not started yet.`
    if (this.window.endsAt && now >= this.window.endsAt) return `“${this.name}” has ended.`
    for (const rule of this.#rules) {
      const sentence = rule.refusal(basket)
      if (sentence) return sentence
    }
    const idle = this.#actions.map((action) => action.refusal(basket))
    return idle.every((sentence) => sentence !== null) ? (idle[0] ?? null) : null
  }

  /** @returns false if nothing could be taken off, because all prices are as low as they may be */
  applyTo(basket: Basket): boolean {
    const before = { total: basket.total, onShipping: basket.shippingReductions.length }
    for (const action of this.#actions) if (!action.refusal(basket)) action.applyTo(basket, this)
    return !basket.total.equals(before.total) || basket.shippingReductions.length > before.onShipping
  }
}
