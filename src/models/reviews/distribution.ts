import { Rating } from './rating.ts'

/** The best first, as everybody expects them. */
export const STARS = [5, 4, 3, 2, 1] as const

export interface StarCount {
  readonly stars: number
  readonly count: number
  /** Of all reviews, 0 to 100. */
  readonly percent: number
}

/** How many of the published reviews of a product give how many stars. */
export class Distribution {
  readonly rows: readonly StarCount[]
  readonly rating: Rating

  /** @param counts reviews by their number of stars */
  constructor(counts: ReadonlyMap<number, number>) {
    const given = STARS.map((stars) => ({ stars, count: counts.get(stars) ?? 0 }))
    const total = given.reduce((sum, { count }) => sum + count, 0)
    this.rating = new Rating(
      total,
      given.reduce((sum, { stars, count }) => sum + stars * count, 0),
    )
    this.rows = given.map((row) => ({
      ...row,
      percent: total === 0 ? 0 : Math.round((row.count * 100) / total),
    }))
  }
}
