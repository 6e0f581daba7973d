import { PRICE_LADDER } from '../facet.ts'
import type { ShelvedProduct, ShelvedVariant } from './shelf-plan.ts'

/** Where the parts of a variant stand in the pool, counted from its beginning; its option ids follow. */
export const PRICE_NOW = 0
export const LIST_PRICE = 1
export const FLOOR_PRICE = 2
export const UNIT_PRICE = 3
/** The lowest bit: available. Those above: the price bands that the price of now lies in. */
export const FLAGS = 4
export const OPTION_COUNT = 5
export const OPTIONS = 6

export const AVAILABLE_BIT = 1
export const BAND_SHIFT = 1

/** Of 32 bits each: a catalogue of a few hundred terms hardly ever has two of them share a bit. */
const SIGNATURE_WORDS = 8

export interface SignatureWord {
  readonly word: number
  readonly bits: number
}

/** Stands for null. */
export const NONE = -1
/** The largest number there is room for: a product that is not featured stands behind all that are. */
const MOST = 2_147_483_647

const FIRST_ROOM = 1_024

/**
 * Products as numbers, so that a hundred thousand of them are looked through within a millisecond. Each has a row in
 * the columns and a stretch of the pool: how many terms, the terms, how many variants, the variants.
 */
export class Records {
  ids = new Int32Array(FIRST_ROOM)
  categories = new Int32Array(FIRST_ROOM)
  popularity = new Int32Array(FIRST_ROOM)
  ratingCounts = new Int32Array(FIRST_ROOM)
  /** Stars on average; 0 without reviews. */
  ratings = new Float64Array(FIRST_ROOM)
  featured = new Int32Array(FIRST_ROOM)
  /** Lowest price of now. */
  prices = new Int32Array(FIRST_ROOM)
  publishedAt = new Float64Array(FIRST_ROOM)
  revisions = new Float64Array(FIRST_ROOM)
  /** What is true of at least one variant, as in its flags. */
  flags = new Int32Array(FIRST_ROOM)
  /** A column a word, with the bit of every term that the product or one of its variants has. */
  signatures = Array.from({ length: SIGNATURE_WORDS }, () => new Int32Array(FIRST_ROOM))
  /** Where the product begins in the pool; NONE for a row that is free. */
  starts = new Int32Array(FIRST_ROOM)
  pool = new Int32Array(FIRST_ROOM * 32)
  readonly names: string[] = []
  readonly #rows = new Map<number, number>()
  readonly #free: number[] = []
  /** Rows in use or free; the room is larger. */
  #height = 0
  #poolEnd = 0
  #wasted = 0

  get height(): number {
    return this.#height
  }

  /** Of all products. */
  get keys(): Iterable<number> {
    return this.#rows.keys()
  }

  rowOf(id: number): number | undefined {
    return this.#rows.get(id)
  }

  /** Those of the product's attributes; none for one that is not there. */
  termsOf(id: number): Int32Array {
    const start = this.starts[this.#rows.get(id) ?? NONE] ?? NONE
    return start === NONE
      ? new Int32Array(0)
      : this.pool.slice(start + 1, start + 1 + (this.pool[start] ?? 0))
  }

  /** @returns its row */
  put(product: ShelvedProduct, terms: readonly number[]): number {
    this.remove(product.id)
    const row = this.#free.pop() ?? this.#newRow()
    this.#rows.set(product.id, row)
    this.starts[row] = NONE
    this.ids[row] = product.id
    this.names[row] = product.name
    this.categories[row] = product.categoryId
    this.popularity[row] = product.popularity
    this.ratingCounts[row] = product.ratingCount
    this.ratings[row] = product.ratingCount === 0 ? 0 : product.ratingSum / product.ratingCount
    this.featured[row] = product.featuredPosition ?? MOST
    this.publishedAt[row] = product.publishedAt
    this.revisions[row] = product.revision
    this.starts[row] = this.#write([terms.length, ...terms, ...variantsOf(product)])
    return row
  }

  remove(id: number): void {
    const row = this.#rows.get(id)
    if (row === undefined) return
    this.#wasted += this.#lengthOf(row)
    this.#rows.delete(id)
    this.#free.push(row)
    this.starts[row] = NONE
    this.names[row] = ''
  }

  /** Gives every variant of a row its price of now; @param minorUnits of one unit of the currency */
  price(
    row: number,
    minorUnits: number,
    priceOf: (list: number, floor: number, unit: number) => number,
  ): void {
    const { pool } = this
    let lowest = MOST
    let flags = 0
    this.#eachVariant(row, (at) => {
      const price = priceOf(
        pool[at + LIST_PRICE] ?? 0,
        pool[at + FLOOR_PRICE] ?? NONE,
        pool[at + UNIT_PRICE] ?? NONE,
      )
      pool[at + PRICE_NOW] = price
      pool[at + FLAGS] =
        ((pool[at + FLAGS] ?? 0) & AVAILABLE_BIT) | (bandsOf(price, minorUnits) << BAND_SHIFT)
      lowest = Math.min(lowest, price)
      flags |= pool[at + FLAGS] ?? 0
    })
    this.prices[row] = lowest
    this.flags[row] = flags
  }

  /**
   * Writes the signature of a row. Terms share its bits, so it tells which rows cannot have a term, not which do.
   *
   * @param termOfOption terms by the id of an option
   */
  sign(row: number, termOfOption: Int32Array): void {
    const { pool, signatures } = this
    for (const column of signatures) column[row] = 0
    const note = (term: number) => {
      const column = signatures[wordOf(term)]
      if (column) column[row] = (column[row] ?? 0) | bitOf(term)
    }
    const start = this.starts[row] ?? 0
    const end = start + 1 + (pool[start] ?? 0)
    for (let at = start + 1; at < end; at += 1) note(pool[at] ?? 0)
    this.#eachVariant(row, (at) => {
      const options = at + OPTIONS
      const last = options + (pool[at + OPTION_COUNT] ?? 0)
      for (let option = options; option < last; option += 1) note(termOfOption[pool[option] ?? 0] ?? 0)
    })
  }

  /** Lets go of what is stale, and puts the products of a category side by side: memory is read in stretches. */
  gather(): void {
    const pool = new Int32Array(this.pool.length)
    const { categories } = this
    const rows = [...this.#rows.values()].sort((a, b) => (categories[a] ?? 0) - (categories[b] ?? 0))
    let end = 0
    // A row that is being written has no stretch of its own yet.
    for (const row of rows) {
      if (this.starts[row] === NONE) continue
      const start = this.starts[row] ?? 0
      const length = this.#lengthOf(row)
      pool.set(this.pool.subarray(start, start + length), end)
      this.starts[row] = end
      end += length
    }
    this.pool = pool
    this.#poolEnd = end
    this.#wasted = 0
  }

  #eachVariant(row: number, look: (at: number) => void): void {
    let at = (this.starts[row] ?? 0) + (this.pool[this.starts[row] ?? 0] ?? 0) + 1
    const count = this.pool[at] ?? 0
    at += 1
    for (let index = 0; index < count; index += 1) {
      look(at)
      at += OPTIONS + (this.pool[at + OPTION_COUNT] ?? 0)
    }
  }

  #lengthOf(row: number): number {
    const start = this.starts[row] ?? 0
    let end = start + (this.pool[start] ?? 0) + 2
    this.#eachVariant(row, (at) => {
      end = at + OPTIONS + (this.pool[at + OPTION_COUNT] ?? 0)
    })
    return end - start
  }

  #newRow(): number {
    if (this.#height === this.ids.length) this.#widen()
    this.#height += 1
    return this.#height - 1
  }

  #widen(): void {
    const room = this.ids.length * 2
    this.ids = wider(this.ids, new Int32Array(room))
    this.categories = wider(this.categories, new Int32Array(room))
    this.popularity = wider(this.popularity, new Int32Array(room))
    this.ratingCounts = wider(this.ratingCounts, new Int32Array(room))
    this.ratings = wider(this.ratings, new Float64Array(room))
    this.featured = wider(this.featured, new Int32Array(room))
    this.prices = wider(this.prices, new Int32Array(room))
    this.publishedAt = wider(this.publishedAt, new Float64Array(room))
    this.revisions = wider(this.revisions, new Float64Array(room))
    this.starts = wider(this.starts, new Int32Array(room))
    this.flags = wider(this.flags, new Int32Array(room))
    this.signatures = this.signatures.map((column) => wider(column, new Int32Array(room)))
  }

  /** Appends to the pool. Once half of it is stale, what still counts moves to a new one. */
  #write(numbers: readonly number[]): number {
    if (this.#wasted > this.pool.length / 2) this.gather()
    if (this.#poolEnd + numbers.length > this.pool.length)
      this.pool = wider(this.pool, new Int32Array((this.#poolEnd + numbers.length) * 2))
    const start = this.#poolEnd
    this.pool.set(numbers, start)
    this.#poolEnd += numbers.length
    return start
  }
}

/** What the signature of a row that has one of the terms has in common with this; words without bits are left out. */
export function signatureOf(terms: readonly number[]): readonly SignatureWord[] {
  const words = new Map<number, number>()
  for (const term of terms) words.set(wordOf(term), (words.get(wordOf(term)) ?? 0) | bitOf(term))
  return [...words].map(([word, bits]) => ({ word, bits }))
}

const wordOf = (term: number) => (term >> 5) % SIGNATURE_WORDS
const bitOf = (term: number) => 1 << (term & 31)

/** The bands that a price lies in, a bit each; a price on the border of two lies in both. */
function bandsOf(price: number, minorUnits: number): number {
  let bands = 0
  for (let band = 0; band <= PRICE_LADDER.length; band += 1) {
    const low = (PRICE_LADDER[band - 1] ?? 0) * minorUnits
    const high = (PRICE_LADDER[band] ?? Number.POSITIVE_INFINITY) * minorUnits
    if (low <= price && price <= high) bands |= 1 << band
  }
  return bands
}

function variantsOf({ variants }: ShelvedProduct): number[] {
  return [variants.length, ...variants.flatMap(variantNumbers)]
}

function variantNumbers(variant: ShelvedVariant): number[] {
  return [
    variant.price,
    variant.price,
    variant.floorPrice ?? NONE,
    variant.unitPrice ?? NONE,
    variant.available ? 1 : 0,
    variant.optionIds.length,
    ...variant.optionIds,
  ]
}

function wider<Numbers extends Int32Array | Float64Array>(from: Numbers, to: Numbers): Numbers {
  to.set(from)
  return to
}
