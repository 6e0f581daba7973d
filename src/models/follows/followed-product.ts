import type { Offer } from '../catalog/offer.ts'
import type { Money } from '../money.ts'
import type { UnitPrice } from '../pricing/price-list.ts'

/** A product at one moment: its lowest price, and whether somebody could buy it. */
export interface ProductMoment {
  readonly price: UnitPrice
  /** True when its variants differ in price. */
  readonly severalPrices: boolean
  /** 'held' while all that is left lies in carts and may come back. */
  readonly stock: 'available' | 'held' | 'gone'
}

/** What there is to tell of a product. */
export interface ProductNews {
  /** The price before it fell; null when only the stock has changed. */
  readonly before: Money | null
  readonly price: UnitPrice
  readonly severalPrices: boolean
  readonly backInStock: boolean
}

/** A product as one of its followers knows it: from the last time they were told, or from when they began. */
export class FollowedProduct {
  /** Null when there was nothing to buy yet. */
  readonly price: Money | null
  readonly available: boolean

  constructor(price: Money | null, available: boolean) {
    this.price = price
    this.available = available
  }

  static seenAt({ price, stock }: ProductMoment): FollowedProduct {
    return new FollowedProduct(price.amount, stock === 'available')
  }

  /** What has changed for the better since; null when nothing has. */
  newsAt(moment: ProductMoment): ProductNews | null {
    const fell = this.price !== null && moment.price.amount.isLessThan(this.price)
    const backInStock = !this.available && moment.stock === 'available'
    if (!fell && !backInStock) return null
    const { price, severalPrices } = moment
    return { before: fell ? this.price : null, price, severalPrices, backInStock }
  }

  /**
   * What they know from then on. A specimen that somebody holds for half an hour has not gone: else each of its
   * followers would be told that it is back whenever a cart is emptied.
   */
  after({ price, stock }: ProductMoment): FollowedProduct {
    return new FollowedProduct(price.amount, stock === 'held' ? this.available : stock === 'available')
  }

  knowsAsMuchAs(other: FollowedProduct): boolean {
    return this.price?.amount === other.price?.amount && this.available === other.available
  }
}

/** Null for a product without variants: there is nothing to tell. */
export function momentOf(offers: readonly Offer[]): ProductMoment | null {
  const [first, ...rest] = offers
  if (!first) return null
  const cheapest = rest.reduce(
    (low, offer) => (offer.price.amount.isLessThan(low.price.amount) ? offer : low),
    first,
  )
  const available = offers.some(({ stock }) => stock.covers(1))
  const held = offers.some(({ stock }) => !stock.isSoldOut)
  const severalPrices = offers.some(({ price }) => !price.amount.equals(cheapest.price.amount))
  return { price: cheapest.price, severalPrices, stock: available ? 'available' : held ? 'held' : 'gone' }
}

/** 'Fluorite is back in stock' */
export function headlineOf({ before, price, severalPrices, backInStock }: ProductNews, name: string): string {
  if (!before) return `${name} is back in stock`
  const amount = severalPrices ? `from ${price.amount.format()}` : price.amount.format()
  const cheaper = price.reason ? `in the sale, ${amount}` : `now ${amount}`
  return backInStock ? `${name} is back in stock, ${cheaper}` : `${name} is ${cheaper}`
}
