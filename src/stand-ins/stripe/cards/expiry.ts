/** The month to whose end a card is good, as typed: `12/34`, `12 34`, `1234` or `12/2034`. */
export class Expiry {
  static yearsAfter(now: Date, years: number): Expiry {
    return new Expiry(`12/${now.getUTCFullYear() + years}`)
  }

  readonly month: number
  readonly year: number

  constructor(typed: string) {
    const [, month = '0', year = '0'] = /^(\d{1,2})\s*[/ -]?\s*(\d{2}|\d{4})$/.exec(typed.trim()) ?? []
    this.month = Number(month)
    this.year = year.length === 2 ? 2000 + Number(year) : Number(year)
  }

  get isComplete(): boolean {
    return this.month >= 1 && this.month <= 12
  }

  isPast(now: Date): boolean {
    return this.year * 12 + this.month <= now.getUTCFullYear() * 12 + now.getUTCMonth()
  }
}
