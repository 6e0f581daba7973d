import type { StockLevel } from '../inventory/stock-level.ts'
import { NumberedPage } from '../numbered-page.ts'
import type { UnitPrice } from '../pricing/price-list.ts'

/** A product on a shelf: what its card shows. */
export interface Card {
  readonly id: number
  readonly slug: string
  readonly name: string
  readonly summary: string
  readonly formula: string
  readonly locality: string
  readonly picture: { readonly key: string; readonly alt: string } | null
  readonly from: UnitPrice
  /** True when its variants differ in price. */
  readonly severalPrices: boolean
  readonly sizes: readonly string[]
  /** Longest edges of its smallest and largest variant. */
  readonly millimetres: { readonly least: number; readonly most: number } | null
  readonly swatches: readonly { readonly name: string; readonly colour: string }[]
  readonly availability: StockLevel['mood']
  /** Stars on average, and how many reviews say so; null without any. */
  readonly rating: { readonly stars: number; readonly reviews: number } | null
}

export const SORTS = {
  featured: 'Our choice',
  newest: 'Newest first',
  'price-up': 'Price, low to high',
  'price-down': 'Price, high to low',
  popularity: 'Most bought',
  rating: 'Best rated',
  name: 'Name, A to Z',
} as const

/** A search can also be sorted by how well the words fit, which is where it begins. */
export const SEARCH_SORTS = { relevance: 'Best match', ...SORTS } as const

export type Sort = keyof typeof SEARCH_SORTS

export const CARDS_PER_PAGE = 24

/** One numbered page of cards. */
export class Listing extends NumberedPage {
  readonly cards: readonly Card[]

  constructor(cards: readonly Card[], total: number, page: number) {
    super(total, page, CARDS_PER_PAGE)
    this.cards = cards
  }
}
