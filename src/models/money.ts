/**
 * An amount in integer minor units of an ISO 4217 currency: 1999 EUR is €19.99, 1999 JPY is ¥1,999.
 * Rounding is half away from zero, once, where a rule says so.
 */
export class Money {
  readonly amount: number
  readonly currency: string

  private constructor(amount: number, currency: string) {
    this.amount = amount
    this.currency = currency
  }

  /** @throws RangeError if the amount is not a whole number of minor units */
  static of(amount: number, currency: string): Money {
    if (!Number.isSafeInteger(amount)) throw new RangeError(`${amount} is not a whole number of minor units`)
    return new Money(amount === 0 ? 0 : amount, currency)
  }

  /** @param major in whole units: 12.5 EUR is €12.50; what is finer than the currency is rounded */
  static ofMajor(major: number, currency: string): Money {
    return Money.of(Math.round(major * 10 ** decimals(currency)), currency)
  }

  static zero(currency: string): Money {
    return new Money(0, currency)
  }

  static sum(parts: Iterable<Money>, currency: string): Money {
    let total = Money.zero(currency)
    for (const part of parts) total = total.plus(part)
    return total
  }

  plus(other: Money): Money {
    return Money.of(this.amount + this.#sameCurrency(other).amount, this.currency)
  }

  minus(other: Money): Money {
    return Money.of(this.amount - this.#sameCurrency(other).amount, this.currency)
  }

  times(count: number): Money {
    return Money.of(this.amount * count, this.currency)
  }

  /** This amount × numerator ÷ denominator, rounded half away from zero. Exact for every safe integer. */
  share(numerator: number, denominator: number): Money {
    const product = BigInt(this.amount) * BigInt(numerator)
    return Money.of(Number(divideHalfAwayFromZero(product, BigInt(denominator))), this.currency)
  }

  percent(percentage: number): Money {
    return this.share(percentage, 100)
  }

  /**
   * Splits in proportion to the weights by the largest remainder, so that the parts add up to the whole.
   * Ties go to the earlier part; weights that are all zero count as equal.
   */
  allocate(weights: readonly number[]): Money[] {
    const shares = weights.some((weight) => weight > 0) ? weights : weights.map(() => 1)
    const whole = BigInt(Math.abs(this.amount))
    const total = shares.reduce((sum, share) => sum + BigInt(share), 0n)
    const floors = shares.map((share) => (whole * BigInt(share)) / total)
    const remainders = shares.map((share, index) => ({ index, left: (whole * BigInt(share)) % total }))
    const unspent = Number(whole - floors.reduce((sum, floor) => sum + floor, 0n))

    remainders.sort((a, b) => (a.left === b.left ? a.index - b.index : a.left > b.left ? -1 : 1))
    const lucky = new Set(remainders.slice(0, unspent).map(({ index }) => index))
    const sign = this.amount < 0 ? -1 : 1
    return floors.map((floor, index) =>
      Money.of(sign * (Number(floor) + (lucky.has(index) ? 1 : 0)), this.currency),
    )
  }

  atLeast(other: Money): Money {
    return this.isLessThan(other) ? other : this
  }

  atMost(other: Money): Money {
    return other.isLessThan(this) ? other : this
  }

  isLessThan(other: Money): boolean {
    return this.amount < this.#sameCurrency(other).amount
  }

  equals(other: Money): boolean {
    return this.amount === other.amount && this.currency === other.currency
  }

  get isZero(): boolean {
    return this.amount === 0
  }

  get isPositive(): boolean {
    return this.amount > 0
  }

  /** For people: '€19.99', '¥1,999'. */
  format(locale = 'en-IE'): string {
    return formatter(locale, this.currency).format(this.major)
  }

  /** For people, where cents would only be in the way: '€25', but '€12.50'. */
  formatShort(locale = 'en-IE'): string {
    return this.format(locale).replace(/\.0+$/, '')
  }

  /** How many minor units make one of the currency: 100 for EUR. */
  get minorUnits(): number {
    return 10 ** decimals(this.currency)
  }

  /** For machines that want a decimal number, such as JSON-LD: '19.99'. */
  get decimal(): string {
    return this.major.toFixed(decimals(this.currency))
  }

  get major(): number {
    return this.amount / 10 ** decimals(this.currency)
  }

  toString(): string {
    return this.format()
  }

  #sameCurrency(other: Money): Money {
    if (other.currency !== this.currency)
      throw new RangeError(`${this.currency} and ${other.currency} cannot be mixed`)
    return other
  }
}

function divideHalfAwayFromZero(numerator: bigint, denominator: bigint): bigint {
  const negative = numerator < 0n !== denominator < 0n
  const n = numerator < 0n ? -numerator : numerator
  const d = denominator < 0n ? -denominator : denominator
  const rounded = (2n * n + d) / (2n * d)
  return negative ? -rounded : rounded
}

// Intl.NumberFormat costs about 20 µs to make and a listing prints dozens of prices.
const formatters = new Map<string, Intl.NumberFormat>()

function formatter(locale: string, currency: string): Intl.NumberFormat {
  const key = `${locale} ${currency}`
  const known = formatters.get(key)
  if (known) return known
  const made = new Intl.NumberFormat(locale, { style: 'currency', currency })
  formatters.set(key, made)
  return made
}

const knownDecimals = new Map<string, number>()

function decimals(currency: string): number {
  const known = knownDecimals.get(currency)
  if (known !== undefined) return known
  const read = formatter('en-IE', currency).resolvedOptions().maximumFractionDigits ?? 2
  knownDecimals.set(currency, read)
  return read
}
