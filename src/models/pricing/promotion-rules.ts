import { countryName } from '../checkout/country.ts'
import type { Money } from '../money.ts'
import type { Basket } from './basket.ts'
import type { Matching, Named } from './matching.ts'

/** Accepts a basket, or says in the shopper's words why not. */
export interface Rule {
  refusal(basket: Basket): string | null
}

/** Sees the total as earlier promotions have lowered it. */
export class ItemsTotalAtLeast implements Rule {
  readonly #least: Money

  constructor(least: Money) {
    this.#least = least
  }

  refusal({ total }: Basket): string | null {
    if (!total.isLessThan(this.#least)) return null
    return `Add ${this.#least.minus(total).format()} more to reach ${this.#least.format()}.`
  }
}

export class QuantityAtLeast implements Rule {
  readonly #least: number

  constructor(least: number) {
    this.#least = least
  }

  refusal({ quantity }: Basket): string | null {
    return quantity >= this.#least ? null : `It takes ${this.#least} or more specimens.`
  }
}

/** A product, or something of a category and whatever is below it. */
export class Contains implements Rule {
  readonly #goods: Matching
  readonly #least: number

  constructor(goods: Matching, least = 1) {
    this.#goods = goods
    this.#least = least
  }

  refusal(basket: Basket): string | null {
    if (basket.quantityOf(this.#goods) >= this.#least) return null
    const many = this.#least === 1 ? 'something' : `${this.#least} specimens`
    return `It takes ${many} from ${this.#goods.name}.`
  }
}

export class InGroup implements Rule {
  readonly #group: Named

  constructor(group: Named) {
    this.#group = group
  }

  refusal({ circumstances: { customer } }: Basket): string | null {
    if (customer?.groupIds.includes(this.#group.id)) return null
    return `It is for customers of the group “${this.#group.name}”.`
  }
}

/** The first order of a customer, or the n-th. Orders that were cancelled or refunded do not count. */
export class NthOrder implements Rule {
  readonly #which: number

  constructor(which: number) {
    this.#which = which
  }

  refusal({ circumstances: { customer } }: Basket): string | null {
    if (customer?.ordersBefore === this.#which - 1) return null
    const isThis = customer ? `; this is your ${ordinal(customer.ordersBefore + 1)}` : ''
    return `It is for your ${ordinal(this.#which)} order${isThis}.`
  }
}

export class ShipsTo implements Rule {
  readonly #countries: readonly string[]

  /** @param countries ISO 3166-1 alpha-2 */
  constructor(countries: readonly string[]) {
    this.#countries = countries
  }

  refusal({ circumstances: { destination } }: Basket): string | null {
    if (this.#countries.includes(destination.country)) return null
    return `It is for parcels to ${OR.format(this.#countries.map(countryName))}.`
  }
}

const OR = new Intl.ListFormat('en-GB', { type: 'disjunction' })
const PLURALS = new Intl.PluralRules('en-GB', { type: 'ordinal' })
const ENDINGS: Readonly<Record<string, string>> = { one: 'st', two: 'nd', few: 'rd', other: 'th' }
const WORDS = ['', 'first', 'second', 'third']

/** 'first', '11th', '22nd' */
function ordinal(n: number): string {
  return WORDS[n] ?? `${n}${ENDINGS[PLURALS.select(n)]}`
}
