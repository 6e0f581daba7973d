export const REVIEW_SORTS = {
  helpful: 'Most helpful',
  newest: 'Newest first',
  highest: 'Best first',
  lowest: 'Most critical first',
} as const

export type ReviewSort = keyof typeof REVIEW_SORTS

/** Which reviews of a product to show, and in which order. */
export interface ReviewChoice {
  readonly stars: number | null
  readonly withPhotos: boolean
  readonly verifiedOnly: boolean
  readonly sort: ReviewSort
}

/** False for a part of the reviews, or another order. */
export function isEverything({ stars, withPhotos, verifiedOnly, sort }: ReviewChoice): boolean {
  return stars === null && !withPhotos && !verifiedOnly && sort === 'helpful'
}
