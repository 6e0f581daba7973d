import { Money } from '../models/money.ts'

/** Minor units; https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts. */
const LEAST: Readonly<Record<string, number>> = {
  ...{ AUD: 50, BGN: 100, BRL: 50, CAD: 50, CHF: 50, CZK: 1_500, DKK: 250, EUR: 50, GBP: 30, HKD: 400 },
  ...{ HUF: 17_500, INR: 50, JPY: 50, MXN: 1_000, MYR: 200, NOK: 300, NZD: 50, PLN: 200, RON: 200 },
  ...{ SEK: 300, SGD: 50, THB: 1_000, USD: 50 },
}

/** The smallest amount that Stripe charges a card; one unit of a currency that it names none for. */
export function leastCharge(currency: string): Money {
  return LEAST[currency] === undefined ? Money.ofMajor(1, currency) : Money.of(LEAST[currency], currency)
}
