import { StockLevel } from '../inventory/stock-level.ts'
import type { PriceList } from '../pricing/price-list.ts'
import type { Card } from './listing.ts'
import type { Offer } from './offer.ts'
import type { Product } from './product.ts'
import type { Variant } from './variant.ts'

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

  /** Null for a product without variants: there is nothing to sell. */
  card(product: Product): Card | null {
    const offers = product.variants
      .map((variant) => this.offer(variant))
      .sort((a, b) => a.price.amount.amount - b.price.amount.amount)
    const cheapest = offers[0]
    if (!cheapest) return null
    const [picture] = product.pictures
    return {
      slug: product.slug,
      name: product.name,
      summary: product.summary,
      formula: product.fact('formula')?.text ?? '',
      locality: product.fact('locality')?.text ?? '',
      picture: picture ? { key: picture.key, alt: picture.alt } : null,
      from: cheapest.price,
      severalPrices: offers.some(({ price }) => !price.amount.equals(cheapest.price.amount)),
      sizes: valuesOf(product, 'size').map(({ name }) => name),
      swatches: valuesOf(product, 'colour').map(({ name, swatch }) => ({ name, colour: swatch ?? '' })),
      availability: bestMood(offers),
    }
  }

  #stock(variant: Variant): StockLevel {
    return this.#levels.get(variant.id) ?? StockLevel.none(variant.id)
  }
}

function valuesOf(product: Product, type: string) {
  return product.optionTypes.find(({ key }) => key === type)?.values ?? []
}

function bestMood(offers: readonly Offer[]): Card['availability'] {
  const moods = offers.map(({ stock }) => stock.mood)
  return moods.find((mood) => mood === 'plenty') ?? moods.find((mood) => mood === 'few') ?? 'gone'
}
