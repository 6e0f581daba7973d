import type { Ends } from './filter.ts'
import type { ShelvedProduct } from './shelf-plan.ts'

const FIRST_ROOM = 1_024

/** The numeric facts of all products, such as hardness 3 to 3.5, by attribute and row. */
export class Numbers {
  readonly #ends = new Map<number, { low: Float64Array; high: Float64Array }>()

  of(attributeId: number): Ends {
    return this.#ends.get(attributeId) ?? { low: new Float64Array(0), high: new Float64Array(0) }
  }

  put(row: number, { attributes }: ShelvedProduct): void {
    for (const ends of this.#ends.values()) {
      ends.low[row] = Number.NaN
      ends.high[row] = Number.NaN
    }
    for (const { attributeId, low, high } of attributes) {
      if (low === null && high === null) continue
      const ends = this.#roomFor(attributeId, row)
      ends.low[row] = low ?? high ?? Number.NaN
      ends.high[row] = high ?? low ?? Number.NaN
    }
  }

  /** What the rows reach from and to; null if none of them has the attribute. */
  spanOf(attributeId: number, rows: Int32Array): { low: number; high: number } | null {
    const ends = this.of(attributeId)
    let low = Number.POSITIVE_INFINITY
    let high = Number.NEGATIVE_INFINITY
    for (const row of rows) {
      if ((ends.low[row] ?? low) < low) low = ends.low[row] ?? low
      if ((ends.high[row] ?? high) > high) high = ends.high[row] ?? high
    }
    return low <= high ? { low, high } : null
  }

  #roomFor(attributeId: number, row: number): { low: Float64Array; high: Float64Array } {
    const known = this.#ends.get(attributeId) ?? { low: empty(FIRST_ROOM), high: empty(FIRST_ROOM) }
    const room = known.low.length
    const ends = row < room ? known : { low: widened(known.low, row * 2), high: widened(known.high, row * 2) }
    this.#ends.set(attributeId, ends)
    return ends
  }
}

function empty(room: number): Float64Array {
  return new Float64Array(room).fill(Number.NaN)
}

function widened(numbers: Float64Array, room: number): Float64Array {
  const wide = empty(room)
  wide.set(numbers)
  return wide
}
