import type { Quote } from '../pricing/quote.ts'
import type { DeliveryPromise } from '../pricing/shipping.ts'
import type { Order } from './order.ts'

/** When it arrives at another address, or why it cannot go there at the price agreed. */
export type Readdressing =
  | { readonly kind: 'possible'; readonly promise: DeliveryPromise }
  | { readonly kind: 'refused'; readonly sentence: string }

/**
 * The price of an order is agreed, so it may only go where it would cost the same. Prices may have moved since it was
 * placed: what counts is what would be asked today here and there.
 *
 * @param here what the order's lines would cost today at its own address
 * @param there the same at the other address
 * @param place the country of the other address, by name
 */
export function readdressing(order: Order, here: Quote, there: Quote, place: string): Readdressing {
  const offerOf = ({ offers }: Quote) => offers.find(({ method }) => method.name === order.delivery.method)
  const offer = offerOf(there)
  if (!offer) {
    const what = there.offers.length === 0 ? 'this parcel' : `by ${order.delivery.method}`
    return refused(`We do not deliver ${what} to this address in ${place}.`)
  }
  const now = offerOf(here)
  const price = now?.price ?? order.delivery.price
  if (!offer.price.equals(price))
    return refused(`Delivery to this address costs ${offer.price.format()} instead of ${price.format()}.`)
  if (taxesOf(here) !== taxesOf(there)) return refused('This address has other taxes than the one before.')
  if (!goodsOf(here).equals(goodsOf(there)))
    return refused('An offer that lowered the price does not count for this address.')
  const isSame = now && now.promise.to.getTime() === offer.promise.to.getTime()
  return { kind: 'possible', promise: isSame ? order.delivery : offer.promise }
}

function refused(sentence: string): Readdressing {
  return { kind: 'refused', sentence }
}

function taxesOf({ lineTaxes, shippingTax, pricesIncludeTax }: Quote): string {
  const rates = [...lineTaxes, shippingTax].map(({ basisPoints }) => basisPoints)
  return JSON.stringify([pricesIncludeTax, rates])
}

function goodsOf({ itemsTotal, discountTotal }: Quote) {
  return itemsTotal.minus(discountTotal)
}
