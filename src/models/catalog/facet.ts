import type { NumberRange } from './number-range.ts'

/** Something products can be filtered by: size, locality, price. */
export interface Facet {
  /** Its name in the address of the page. */
  readonly key: string
  readonly name: string
  readonly unit: string | null
  readonly values: readonly FacetValue[]
  /** Where a range can be typed. */
  readonly range: FacetRange | null
}

export interface FacetRange {
  /** What the shelf reaches from and to; null where that is not told. */
  readonly low: number | null
  readonly high: number | null
  readonly typed: NumberRange | null
  /** 'Hardness 3 to 4 Mohs'; empty if nothing was typed. */
  readonly typedName: string
}

export interface FacetValue {
  readonly key: string
  readonly name: string
  /** CSS colour. */
  readonly swatch: string | null
  /** Products that are found if this is the only value chosen in its facet, whatever is chosen in the others. */
  readonly count: number
  readonly chosen: boolean
}

/** Keys of facets that every shop has. */
export const PRICE = 'price'
export const RATING = 'rating'
export const AVAILABLE = 'available'

/** What the address of a listing says besides its filters. */
const RESERVED: readonly string[] = [PRICE, RATING, AVAILABLE, 'q', 'sort', 'page']

/** False for names that would be taken for something else in the address. */
export function canName(key: string): boolean {
  return !RESERVED.includes(key) && !key.includes('.')
}

/** Ends of the price bands, in whole units of the currency. */
export const PRICE_LADDER = [25, 50, 100, 250, 500, 1_000] as const

/** Stars from which on a product is found. */
export const RATINGS = [4, 3, 2] as const

/** 'CaF₂' → 'caf2', 'São Paulo' → 'sao-paulo': what a value is called in an address. */
export function keyOf(text: string): string {
  const key = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')
  return key || encodeURIComponent(text)
}
