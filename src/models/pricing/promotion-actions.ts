import type { Money } from '../money.ts'
import type { Basket, Cause } from './basket.ts'
import type { Matching } from './matching.ts'

/** Gives something on a basket. */
export interface Action {
  /** In the shopper's words, why there is nothing it could be given on; null when there is. */
  refusal(basket: Basket): string | null
  applyTo(basket: Basket, cause: Cause): void
}

export class PercentOffOrder implements Action {
  readonly #percent: number

  /** @param percent of what the items cost by then, rounded once */
  constructor(percent: number) {
    this.#percent = percent
  }

  refusal(): null {
    return null
  }

  applyTo(basket: Basket, cause: Cause): void {
    basket.takeOff(basket.total.percent(this.#percent), cause)
  }
}

export class FixedOffOrder implements Action {
  readonly #amount: Money

  constructor(amount: Money) {
    this.#amount = amount
  }

  refusal(): null {
    return null
  }

  applyTo(basket: Basket, cause: Cause): void {
    basket.takeOff(this.#amount, cause)
  }
}

export class PercentOffUnits implements Action {
  readonly #percent: number
  readonly #goods: Matching

  /** @param percent of what the matching units cost by then, rounded once */
  constructor(percent: number, goods: Matching) {
    this.#percent = percent
    this.#goods = goods
  }

  refusal(basket: Basket): string | null {
    return noneOf(this.#goods, basket)
  }

  applyTo(basket: Basket, cause: Cause): void {
    basket.takePercentOff(this.#goods, this.#percent, cause)
  }
}

export class FixedOffUnits implements Action {
  readonly #amount: Money
  readonly #goods: Matching

  /** @param amount off each matching unit */
  constructor(amount: Money, goods: Matching) {
    this.#amount = amount
    this.#goods = goods
  }

  refusal(basket: Basket): string | null {
    return noneOf(this.#goods, basket)
  }

  applyTo(basket: Basket, cause: Cause): void {
    basket.takeOffEach(this.#goods, this.#amount, cause)
  }
}

/** Of every X + Y matching units in the cart, the Y cheapest cost less or nothing. */
export class BuyXGetY implements Action {
  readonly #buy: number
  readonly #get: number
  readonly #percent: number
  readonly #goods: Matching

  /** @param percent off those that are got; 100 is free */
  constructor({ buy, get, percent }: { buy: number; get: number; percent: number }, goods: Matching) {
    this.#buy = buy
    this.#get = get
    this.#percent = percent
    this.#goods = goods
  }

  refusal(basket: Basket): string | null {
    const missing = this.#buy + this.#get - basket.quantityOf(this.#goods)
    if (missing <= 0) return null
    const from = this.#goods.isEverything ? '' : ` from ${this.#goods.name}`
    return `Add ${missing} more${from}: it takes ${this.#buy + this.#get}.`
  }

  applyTo(basket: Basket, cause: Cause): void {
    const sets = Math.floor(basket.quantityOf(this.#goods) / (this.#buy + this.#get))
    basket.takePercentOffCheapest(this.#goods, sets * this.#get, this.#percent, cause)
  }
}

/** Of what the delivery costs by then; 100 is free delivery. */
export class PercentOffShipping implements Action {
  readonly #percent: number

  constructor(percent: number) {
    this.#percent = percent
  }

  refusal(): null {
    return null
  }

  applyTo(basket: Basket, cause: Cause): void {
    basket.takePercentOffShipping(this.#percent, cause)
  }
}

function noneOf(goods: Matching, basket: Basket): string | null {
  return basket.quantityOf(goods) > 0 ? null : `Nothing in your cart is from ${goods.name}.`
}
