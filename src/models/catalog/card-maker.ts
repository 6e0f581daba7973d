import { Money } from '../money.ts'
import type { PriceList, UnitPrice } from '../pricing/price-list.ts'
import type { CardFacts, CardVariant } from './card-facts.ts'
import type { CategoryTree } from './category.ts'
import type { Card } from './listing.ts'
import type { PlannedOption, ShelfPlan } from './shelf/shelf-plan.ts'

/** Writes the cards of a listing, with the prices of one moment. */
export class CardMaker {
  readonly #currency: string
  readonly #tree: CategoryTree
  readonly #prices: PriceList
  readonly #types: readonly { readonly key: string; readonly values: readonly PlannedOption[] }[]

  constructor(plan: ShelfPlan, tree: CategoryTree, prices: PriceList) {
    this.#currency = plan.currency
    this.#tree = tree
    this.#prices = prices
    this.#types = plan.optionTypes
  }

  /** Null for a product without variants: there is nothing to sell. */
  card(facts: CardFacts): Card | null {
    const categoryIds = this.#tree.pathTo(facts.categoryId).map(({ id }) => id)
    const prices = facts.variants.map((variant) => this.#price(facts.id, categoryIds, variant))
    const [first, ...others] = prices
    if (!first) return null
    const from = others.reduce((low, price) => (price.amount.isLessThan(low.amount) ? price : low), first)
    return {
      id: facts.id,
      slug: facts.slug,
      name: facts.name,
      summary: facts.summary,
      formula: facts.formula ?? '',
      locality: facts.locality ?? '',
      picture:
        facts.pictureKey === null ? null : { key: facts.pictureKey, alt: facts.pictureAlt ?? facts.name },
      from,
      severalPrices: prices.some(({ amount }) => !amount.equals(from.amount)),
      sizes: this.#valuesOf('size', facts.variants).map(({ name }) => name),
      millimetres: span(facts.variants.flatMap(({ millimetres }) => millimetres ?? [])),
      swatches: this.#valuesOf('colour', facts.variants).map(({ name, swatch }) => ({
        name,
        colour: swatch ?? '',
      })),
      availability: bestMood(facts.variants),
      rating:
        facts.ratingCount === 0
          ? null
          : { stars: facts.ratingSum / facts.ratingCount, reviews: facts.ratingCount },
    }
  }

  #price(productId: number, categoryIds: readonly number[], variant: CardVariant): UnitPrice {
    const money = (amount: number) => Money.of(amount, this.#currency)
    return this.#prices.unitPrice({
      productId,
      categoryIds,
      listPrice: money(variant.price),
      floorPrice: variant.floorPrice === null ? null : money(variant.floorPrice),
      quantityPrices:
        variant.unitPrice === null ? [] : [{ fromQuantity: 1, price: money(variant.unitPrice) }],
    })
  }

  /** In the order of the variants. */
  #valuesOf(type: string, variants: readonly CardVariant[]): readonly PlannedOption[] {
    const ofType = this.#types.find(({ key }) => key === type)?.values ?? []
    const ids = new Set(variants.flatMap(({ optionIds }) => optionIds))
    return [...ids].flatMap((wanted) => ofType.find(({ id }) => id === wanted) ?? [])
  }
}

function span(millimetres: readonly number[]): Card['millimetres'] {
  return millimetres.length === 0 ? null : { least: Math.min(...millimetres), most: Math.max(...millimetres) }
}

function bestMood(variants: readonly CardVariant[]): Card['availability'] {
  const moods = variants.map(({ mood }) => mood)
  return moods.find((mood) => mood === 'plenty') ?? moods.find((mood) => mood === 'few') ?? 'gone'
}
