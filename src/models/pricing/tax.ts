import { Money } from '../money.ts'
import type { Destination } from './destination.ts'
import { Zone, type ZoneFacts } from './zone.ts'

export interface TaxRate extends ZoneFacts {
  readonly name: string
  /** 19 % is 1900. */
  readonly basisPoints: number
  readonly category: string
  readonly validFrom: Date
  readonly validTo: Date | null
}

const UNTAXED: Pick<TaxRate, 'name' | 'basisPoints'> = { name: 'No tax', basisPoints: 0 }
const WHOLE = 10_000

/** The rates of all places and categories. */
export class TaxTable {
  readonly #rates: ReadonlyMap<string, readonly (TaxRate & { readonly zone: Zone })[]>
  readonly pricesIncludeTax: boolean

  constructor(rates: readonly TaxRate[], pricesIncludeTax: boolean) {
    this.#rates = Map.groupBy(
      rates.map((rate) => ({ ...rate, zone: new Zone(rate) })),
      ({ category }) => category,
    )
    this.pricesIncludeTax = pricesIncludeTax
  }

  /** The rate for a category on a day, where the goods go; of several that are valid, the most exact place counts. */
  rate(destination: Destination, category: string, on: Date): Pick<TaxRate, 'name' | 'basisPoints'> {
    const valid = (this.#rates.get(category) ?? []).filter(
      ({ validFrom, validTo }) => validFrom <= on && (validTo === null || on < validTo),
    )
    return Zone.nearest(valid, destination) ?? UNTAXED
  }

  /** Rounded once, for the amount after discounts: included = a × r / (1 + r), added = a × r. */
  taxOn(amount: Money, basisPoints: number): Money {
    if (basisPoints === 0) return Money.zero(amount.currency)
    return amount.share(basisPoints, this.pricesIncludeTax ? WHOLE + basisPoints : WHOLE)
  }
}
