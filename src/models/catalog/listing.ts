import type { StockLevel } from '../inventory/stock-level.ts'
import type { UnitPrice } from '../pricing/price-list.ts'

/** A product on a shelf: what its card shows. */
export interface Card {
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
  readonly swatches: readonly { readonly name: string; readonly colour: string }[]
  readonly availability: StockLevel['mood']
}

export const SORTS = {
  featured: 'Our choice',
  newest: 'Newest first',
  'price-up': 'Price, low to high',
  'price-down': 'Price, high to low',
  name: 'Name, A to Z',
} as const

export type Sort = keyof typeof SORTS

export const CARDS_PER_PAGE = 24

/** One numbered page of cards. */
export class Listing {
  readonly cards: readonly Card[]
  readonly total: number
  readonly page: number

  constructor(cards: readonly Card[], total: number, page: number) {
    this.cards = cards
    this.total = total
    this.page = page
  }

  get pages(): number {
    return Math.max(1, Math.ceil(this.total / CARDS_PER_PAGE))
  }

  get exists(): boolean {
    return this.page <= this.pages
  }
}
