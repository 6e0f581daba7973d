import type { Sort } from '../listing.ts'
import type { Records } from './records.ts'

type IsBefore = (a: number, b: number) => boolean

/** How rows are put in order; what is equal otherwise stands by id, so that no page repeats or loses a product. */
export function orderOf(sort: Exclude<Sort, 'relevance'>, records: Records): IsBefore {
  return ORDERS[sort](records)
}

const ORDERS: Readonly<Record<Exclude<Sort, 'relevance'>, (records: Records) => IsBefore>> = {
  featured: ({ featured, publishedAt, ids }) => by([featured, UP], [publishedAt, DOWN], ids),
  newest: ({ publishedAt, ids }) => by([publishedAt, DOWN], [publishedAt, DOWN], ids),
  'price-up': ({ prices, ids }) => by([prices, UP], [prices, UP], ids),
  'price-down': ({ prices, ids }) => by([prices, DOWN], [prices, DOWN], ids),
  popularity: ({ popularity, publishedAt, ids }) => by([popularity, DOWN], [publishedAt, DOWN], ids),
  rating: ({ ratings, ratingCounts, ids }) => by([ratings, DOWN], [ratingCounts, DOWN], ids),
  name: ({ names, ids }) => byName(names, ids),
}

type Column = readonly [numbers: Int32Array | Float64Array, direction: 1 | -1]

const UP = 1
const DOWN = -1

/** One closure with two columns, not a list of measures: it is called for every row of a category. */
function by([first, direction]: Column, [second, secondDirection]: Column, ids: Int32Array): IsBefore {
  return (a, b) => {
    const difference = (first[a] ?? 0) - (first[b] ?? 0)
    if (difference !== 0) return difference * direction < 0
    const further = (second[a] ?? 0) - (second[b] ?? 0)
    if (further !== 0) return further * secondDirection < 0
    return (ids[a] ?? 0) < (ids[b] ?? 0)
  }
}

function byName(names: readonly string[], ids: Int32Array): IsBefore {
  return (a, b) => {
    const one = names[a] ?? ''
    const other = names[b] ?? ''
    return one === other ? (ids[a] ?? 0) < (ids[b] ?? 0) : one < other
  }
}
