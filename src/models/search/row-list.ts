const FIRST_ROOM = 4

/** Row numbers, growing at the end. */
export class RowList {
  #rows: Int32Array = new Int32Array(0)
  #count = 0

  get rows(): Int32Array {
    return this.#rows.subarray(0, this.#count)
  }

  get count(): number {
    return this.#count
  }

  push(row: number): void {
    if (this.#count === this.#rows.length) this.#resize(Math.max(FIRST_ROOM, this.#count * 2))
    this.#rows[this.#count] = row
    this.#count += 1
  }

  /** @param places the new number of each row; below zero for those that are gone */
  renumber(places: Int32Array): void {
    let count = 0
    for (const row of this.rows) {
      const place = places[row] ?? -1
      if (place < 0) continue
      this.#rows[count] = place
      count += 1
    }
    this.#count = count
  }

  /** Lets go of the room that is not needed. */
  trim(): void {
    this.#resize(this.#count)
  }

  #resize(room: number): void {
    const rows = new Int32Array(room)
    rows.set(this.rows)
    this.#rows = rows
  }
}
