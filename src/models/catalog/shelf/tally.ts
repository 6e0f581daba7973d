import { PRICE_LADDER } from '../facet.ts'
import type { Filter } from './filter.ts'
import {
  AVAILABLE_BIT,
  BAND_SHIFT,
  FLAGS,
  OPTION_COUNT,
  OPTIONS,
  PRICE_NOW,
  type Records,
} from './records.ts'

const MOST_STARS = 5

/**
 * What a filter finds among some rows, and how many of the products found have each value. What is said of variants must
 * be true of one of them, all at once, and only such variants count.
 */
export class Tally {
  /** Rows found, in the order in which they came. */
  readonly found: Int32Array
  /** Products by term. */
  readonly terms: Int32Array
  readonly bands = new Int32Array(PRICE_LADDER.length + 1)
  /** Products by whole stars, those without reviews at 0. */
  readonly stars = new Int32Array(MOST_STARS + 1)
  available = 0

  readonly #records: Records
  readonly #filter: Filter
  readonly #termOfOption: Int32Array
  /** By term: the last row that counted for it. */
  readonly #counted: Int32Array

  constructor(rows: Int32Array, records: Records, filter: Filter, termOfOption: Int32Array) {
    this.#records = records
    this.#filter = filter
    this.#termOfOption = termOfOption
    this.terms = new Int32Array(filter.termBits.length)
    this.#counted = new Int32Array(filter.termBits.length).fill(-1)
    const likely = filter.sift(rows, records)
    const found = new Int32Array(likely.length)
    let total = 0
    for (let index = 0; index < likely.length; index += 1) {
      const row = likely[index] ?? 0
      if (!this.#look(row)) continue
      found[total] = row
      total += 1
    }
    this.found = found.slice(0, total)
  }

  get total(): number {
    return this.found.length
  }

  /** Products with at least so many stars. */
  starsFrom(lowest: number): number {
    return this.stars.subarray(lowest).reduce((sum, count) => sum + count, 0)
  }

  /** Counts a row if it is found; @returns whether it is */
  #look(row: number): boolean {
    const { pool, starts, ratings } = this.#records
    const { productBits, termBits } = this.#filter
    const first = (starts[row] ?? 0) + 1
    const variants = first + (pool[first - 1] ?? 0)
    const stars = Math.floor(ratings[row] ?? 0)
    if (productBits !== 0) {
      let met = this.#filter.metByProduct(row, stars)
      for (let at = first; at < variants; at += 1) met |= termBits[pool[at] ?? 0] ?? 0
      if ((productBits & ~met) !== 0) return false
    }
    if (!this.#lookAtVariants(row, variants)) return false
    for (let at = first; at < variants; at += 1) add(this.terms, pool[at] ?? 0, 1)
    add(this.stars, stars, 1)
    return true
  }

  /** @returns true if one variant meets all that is said of variants */
  #lookAtVariants(row: number, start: number): boolean {
    const { pool } = this.#records
    const filter = this.#filter
    const { termBits, variantBits } = filter
    const termOfOption = this.#termOfOption
    let found = false
    let seen = 0
    let at = start + 1
    for (let left = pool[start] ?? 0; left > 0; left -= 1) {
      const flags = pool[at + FLAGS] ?? 0
      const options = at + OPTIONS
      const end = options + (pool[at + OPTION_COUNT] ?? 0)
      at = end
      if (variantBits !== 0) {
        let met = filter.metBy(flags, pool[options - OPTIONS + PRICE_NOW] ?? 0)
        for (let option = options; option < end; option += 1)
          met |= termBits[termOfOption[pool[option] ?? 0] ?? -1] ?? 0
        if ((variantBits & ~met) !== 0) continue
      }
      found = true
      seen |= flags
      this.#countOptions(row, options, end)
    }
    if ((seen & AVAILABLE_BIT) !== 0) this.available += 1
    let bands = seen >> BAND_SHIFT
    for (let band = 0; bands !== 0; band += 1, bands >>= 1) add(this.bands, band, bands & 1)
    return found
  }

  #countOptions(row: number, first: number, end: number): void {
    const { pool } = this.#records
    for (let at = first; at < end; at += 1) {
      const term = this.#termOfOption[pool[at] ?? 0] ?? -1
      if (this.#counted[term] === row) continue
      this.#counted[term] = row
      add(this.terms, term, 1)
    }
  }
}

function add(counts: Int32Array, index: number, number: number): void {
  counts[index] = (counts[index] ?? 0) + number
}
