import type { Money } from '../money.ts'
import { deliveryText } from './delivery-text.ts'
import type { Quote, ShippingOffer } from './quote.ts'
import { kilograms, namesOf } from './shipping.ts'

/** One way to send a parcel, and what all of it costs then. */
export interface Way {
  readonly offer: ShippingOffer
  /** 'Thu 26 – Mon 30 Nov' */
  readonly arrives: string
  /** Contained in the total, whether or not the prices include it. */
  readonly tax: Money
  readonly total: Money
  readonly isCheapest: boolean
}

/** What sending a cart to a country costs, and when it arrives: told before anybody is asked for an address. */
export class Estimate {
  readonly #quote: Quote
  /** Cheapest first; empty when it cannot be sent there. */
  readonly ways: readonly Way[]

  constructor(quote: Quote) {
    this.#quote = quote
    this.ways = quote.everyWay.flatMap(({ shipping, total, taxAdded, taxIncluded }, index) =>
      shipping
        ? {
            offer: shipping,
            arrives: deliveryText(shipping.promise),
            tax: taxAdded.plus(taxIncluded),
            total,
            isCheapest: index === 0,
          }
        : [],
    )
  }

  /** Why the parcel cannot go there; null when it can. */
  refusal(countryName: string): string | null {
    if (this.ways.length > 0) return null
    const { grams, heaviestParcel, uncarried, refusedMethods } = this.#quote
    if (refusedMethods.length === 0) return `We do not deliver to ${countryName} yet.`
    if (uncarried.length > 0)
      return `Nobody who delivers to ${countryName} for us carries ${namesOf(uncarried)}. Please order without.`
    if (grams > heaviestParcel)
      return `This parcel weighs ${kilograms(grams)}. To ${countryName} we can send up to ${kilograms(heaviestParcel)}.`
    return refusedMethods.map(({ sentence }) => sentence).join(' ')
  }
}
