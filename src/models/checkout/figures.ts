import { Money } from '../money.ts'
import type { Quote } from '../pricing/quote.ts'

/** What a step of the checkout showed, so that the next one can say what has changed since. Amounts are minor units. */
export interface Figures {
  /** What the shopper asked for: while it is the same, a change is not their doing. */
  readonly wanted: string
  readonly place: string
  readonly method: number | null
  readonly currency: string
  readonly offers: readonly { readonly id: number; readonly name: string; readonly price: number }[]
  readonly discounts: readonly { readonly name: string; readonly amount: number }[]
  /** Basis points, of each line and of the shipping. */
  readonly taxRates: readonly number[]
  readonly total: number
}

/**
 * @param wanted stands for the lines and coupons of the cart
 * @param place stands for where it goes
 */
export function figuresOf(quote: Quote, wanted: string, place: string): Figures {
  return {
    wanted,
    place,
    method: quote.shipping?.method.id ?? null,
    currency: quote.currency,
    offers: quote.offers.map(({ method, price }) => ({
      id: method.id,
      name: method.name,
      price: price.amount,
    })),
    discounts: quote.discounts.map(({ name, amount }) => ({ name, amount: amount.amount })),
    taxRates: [...quote.lineTaxes, quote.shippingTax].map(({ basisPoints }) => basisPoints),
    total: quote.total.amount,
  }
}

/** What is no longer as the shopper saw it and was not changed by themselves, in sentences. */
export function changedFigures(before: Figures, now: Figures): readonly string[] {
  if (before.wanted !== now.wanted || before.place !== now.place || before.currency !== now.currency)
    return []
  const format = (amount: number) => Money.of(amount, now.currency).format()
  const found = [...changedDiscounts(before, now, format), ...changedOffers(before, now, format)]
  const ratesDiffer = before.taxRates.join() !== now.taxRates.join()
  const sentences = ratesDiffer ? [...found, 'The tax is computed with another rate now.'] : found
  const chosenIsGone = now.method !== before.method
  const total = before.total === now.total || chosenIsGone ? [] : [`The total is now ${format(now.total)}.`]
  return [...sentences, ...total]
}

type Format = (amount: number) => string

function changedDiscounts(before: Figures, now: Figures, format: Format): string[] {
  const gone = before.discounts
    .filter(({ name }) => !now.discounts.some((other) => other.name === name))
    .map(({ name }) => `“${name}” no longer applies.`)
  const others = now.discounts.flatMap(({ name, amount }) => {
    const known = before.discounts.find((other) => other.name === name)
    if (!known) return [`New: “${name}” takes off ${format(amount)}.`]
    if (known.amount === amount) return []
    return [`“${name}” now takes off ${format(amount)} instead of ${format(known.amount)}.`]
  })
  return [...gone, ...others]
}

function changedOffers(before: Figures, now: Figures, format: Format): string[] {
  return before.offers.flatMap(({ id, name, price }) => {
    const offer = now.offers.find((other) => other.id === id)
    if (!offer) return [`${name} is no longer offered for this parcel.`]
    if (offer.price === price) return []
    return [`${name} now costs ${format(offer.price)} instead of ${format(price)}.`]
  })
}
