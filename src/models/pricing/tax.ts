import { Money } from '../money.ts'

export interface TaxRate {
  readonly name: string
  /** 19 % is 1900. */
  readonly basisPoints: number
  readonly category: string
  /** ISO 3166-1 alpha-2; empty means everywhere else. */
  readonly countries: readonly string[]
  readonly validFrom: Date
  readonly validTo: Date | null
}

const UNTAXED: Pick<TaxRate, 'name' | 'basisPoints'> = { name: 'No tax', basisPoints: 0 }
const WHOLE = 10_000

/** The rates of all countries and categories. */
export class TaxTable {
  readonly #rates: readonly TaxRate[]
  readonly pricesIncludeTax: boolean

  constructor(rates: readonly TaxRate[], pricesIncludeTax: boolean) {
    this.#rates = rates
    this.pricesIncludeTax = pricesIncludeTax
  }

  /** The rate for a category in a country on a day; a rate that names the country wins over one for everywhere. */
  rate(country: string, category: string, on: Date): Pick<TaxRate, 'name' | 'basisPoints'> {
    const valid = this.#rates.filter(
      (rate) =>
        rate.category === category && rate.validFrom <= on && (rate.validTo === null || on < rate.validTo),
    )
    return (
      valid.find((rate) => rate.countries.includes(country)) ??
      valid.find((rate) => rate.countries.length === 0) ??
      UNTAXED
    )
  }

  /** Rounded once, for the amount after discounts: included = a × r / (1 + r), added = a × r. */
  taxOn(amount: Money, basisPoints: number): Money {
    if (basisPoints === 0) return Money.zero(amount.currency)
    return amount.share(basisPoints, this.pricesIncludeTax ? WHOLE + basisPoints : WHOLE)
  }
}
