import { StockLevel } from '../inventory/stock-level.ts'
import type { PriceList } from '../pricing/price-list.ts'
import type { Offer } from './offer.ts'
import type { Choice, PickerField } from './picker.ts'
import type { Product } from './product.ts'
import type { Variant } from './variant.ts'

/** Which variant a link or a form asks for: by its id, by its options, or leaving it to us. */
export interface Wish {
  readonly variant?: number | undefined
  readonly choice: Choice
}

/** A product with every variant there is of it, and the one that a shopper looks at. */
export interface Counter {
  readonly product: Product
  readonly offers: readonly Offer[]
  /** What was asked for; where that was left open, one that can be bought. */
  readonly chosen: Offer
  /** What there is to choose by; empty when there is only one variant. */
  readonly fields: readonly PickerField[]
  /** Says that it is only the nearest to what was asked for; empty if it is just that. */
  readonly remark: string
  /** Whoever looks keeps some of it in their own cart. */
  readonly isHeldByViewer: boolean
  /** Nothing of it can be had now, by whoever looks. */
  readonly isGone: boolean
}

/** Products as shoppers meet them: with the prices and the stock of one moment. */
export class Shelf {
  readonly #prices: PriceList
  readonly #levels: ReadonlyMap<number, StockLevel>

  constructor(prices: PriceList, levels: ReadonlyMap<number, StockLevel>) {
    this.#prices = prices
    this.#levels = levels
  }

  offer(variant: Variant): Offer {
    return { variant, price: this.#prices.unitPrice(variant), stock: this.#stock(variant) }
  }

  /** @throws NotFound if a variant is asked for that the product does not have */
  counter(product: Product, { variant, choice }: Wish): Counter {
    const offers = product.variants.map((known) => this.offer(known))
    const buyable = new Set(offers.filter(({ stock }) => stock.covers(1)).map((offer) => offer.variant.id))
    const preferred = ({ id }: Variant) => buyable.has(id)
    const nearest = variant === undefined ? product.combination(choice, preferred) : null
    const chosen = nearest?.variant ?? product.choose(variant, preferred)
    return {
      product,
      offers,
      chosen: this.offer(chosen),
      fields: product.picker.fields(chosen, (other) => this.#stock(other).remark),
      remark: nearest && !nearest.isExact ? product.insteadOf(choice, nearest.variant) : '',
      isHeldByViewer: offers.some(({ stock }) => stock.ownHold > 0),
      isGone: buyable.size === 0,
    }
  }

  #stock(variant: Variant): StockLevel {
    return this.#levels.get(variant.id) ?? StockLevel.none(variant.id)
  }
}
