/** https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts, in minor units. */
const LEAST: Record<string, number> = {
  chf: 50,
  czk: 1500,
  dkk: 250,
  eur: 50,
  gbp: 30,
  huf: 17_500,
  jpy: 50,
  nok: 300,
  pln: 200,
  sek: 300,
  usd: 50,
}

const MOST = 99_999_999

/** A sum in the minor unit of its currency, with Stripe's limits for one payment. */
export class Amount {
  readonly minor: number
  readonly #currency: string

  constructor(minor: number, currency: string) {
    this.minor = minor
    this.#currency = currency
  }

  get isTooSmall() {
    return this.minor < this.#leastMinor
  }

  get isTooLarge() {
    return this.minor > MOST
  }

  get least() {
    return new Amount(this.#leastMinor, this.#currency)
  }

  get most() {
    return new Amount(MOST, this.#currency)
  }

  /** `€12.00` */
  toString(): string {
    const format = new Intl.NumberFormat('en', { style: 'currency', currency: this.#currency })
    const { maximumFractionDigits: digits = 2 } = format.resolvedOptions()
    return format.format(this.minor / 10 ** digits)
  }

  get #leastMinor() {
    return LEAST[this.#currency] ?? 50
  }
}
