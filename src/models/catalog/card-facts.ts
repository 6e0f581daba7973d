import type { StockLevel } from '../inventory/stock-level.ts'

/** What the database knows of a card. Prices in minor units. */
export interface CardFacts {
  readonly id: number
  readonly slug: string
  readonly name: string
  readonly summary: string
  readonly categoryId: number
  readonly formula: string | null
  readonly locality: string | null
  readonly pictureKey: string | null
  readonly pictureAlt: string | null
  readonly ratingCount: number
  readonly ratingSum: number
  readonly variants: readonly CardVariant[]
}

export interface CardVariant {
  readonly price: number
  readonly floorPrice: number | null
  /** The quantity price of a single unit, if there is one. */
  readonly unitPrice: number | null
  readonly millimetres: number | null
  readonly mood: StockLevel['mood']
  readonly optionIds: readonly number[]
}
