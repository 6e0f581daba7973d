import type { Sale } from '../../pricing/price-list.ts'
import type { CategoryFacts } from '../category.ts'

/** What all products share; small enough to be read whole whenever some of it changes. */
export interface ShelfPlan {
  readonly currency: string
  readonly categories: readonly CategoryFacts[]
  /** Those that have not ended yet. */
  readonly sales: readonly Sale[]
  /** In the order in which they are shown. */
  readonly attributes: readonly PlannedAttribute[]
  /** In the order in which they are shown. */
  readonly optionTypes: readonly PlannedOptionType[]
}

export interface PlannedAttribute {
  readonly id: number
  readonly key: string
  readonly name: string
  readonly unit: string | null
  readonly kind: 'text' | 'number'
  readonly filtered: boolean
}

export interface PlannedOptionType {
  readonly key: string
  readonly name: string
  readonly values: readonly PlannedOption[]
}

export interface PlannedOption {
  readonly id: number
  readonly name: string
  readonly swatch: string | null
}

/** A published product, as far as filters and sort orders look at it. */
export interface ShelvedProduct {
  readonly id: number
  readonly name: string
  readonly categoryId: number
  /** Milliseconds since 1970; in the future for a scheduled one. */
  readonly publishedAt: number
  readonly popularity: number
  readonly ratingCount: number
  readonly ratingSum: number
  readonly featuredPosition: number | null
  /** Of the catalogue's clock. */
  readonly revision: number
  readonly attributes: readonly ShelvedFact[]
  /** Those that are sold. */
  readonly variants: readonly ShelvedVariant[]
}

export interface ShelvedFact {
  readonly attributeId: number
  readonly text: string
  readonly low: number | null
  readonly high: number | null
}

/** Prices in minor units. */
export interface ShelvedVariant {
  readonly price: number
  readonly floorPrice: number | null
  /** The quantity price of a single unit, if there is one. */
  readonly unitPrice: number | null
  readonly available: boolean
  readonly optionIds: readonly number[]
}
