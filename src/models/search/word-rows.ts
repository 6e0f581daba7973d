const FIRST_ROOM = 1_024
/** Rows that find their place one by one; with more of them it is quicker to sort all. */
const MOST_MOVES = 500
/** A dead row is dead from everybody's sight. */
const NEVER = Number.POSITIVE_INFINITY

/** The products of the word index as numbers, and their standing among equals. A row is used once. */
export class WordRows {
  #ids = new Int32Array(FIRST_ROOM)
  /** Milliseconds since 1970. */
  #visibleFrom = new Float64Array(FIRST_ROOM)
  #standings = new Float64Array(FIRST_ROOM)
  readonly #rows = new Map<number, number>()
  #height = 0
  #ranked: Int32Array | null = null
  #ranks: Int32Array | null = null
  #moves = 0

  /** Rows in use or dead. */
  get height(): number {
    return this.#height
  }

  get dead(): number {
    return this.#height - this.#rows.size
  }

  get ids(): Int32Array {
    return this.#ids
  }

  get visibleFrom(): Float64Array {
    return this.#visibleFrom
  }

  /** The rows in use: the highest standing first, among equals the smallest id. */
  get ranked(): Int32Array {
    this.#ranked ??= Int32Array.from(this.#rows.values()).sort((a, b) => this.#compare(a, b))
    this.#moves = 0
    return this.#ranked
  }

  /** The place of each row among the ranked. */
  get ranks(): Int32Array {
    if (this.#ranks) return this.#ranks
    const ranks = new Int32Array(this.#height)
    this.ranked.forEach((row, rank) => {
      ranks[row] = rank
    })
    this.#ranks = ranks
    return ranks
  }

  /** When the next product becomes visible; infinite if none will. */
  nextVisible(time: number): number {
    let next = NEVER
    for (let row = 0; row < this.#height; row += 1) {
      const from = this.#visibleFrom[row] ?? NEVER
      if (from > time && from < next) next = from
    }
    return next
  }

  rowOf(id: number): number | undefined {
    return this.#rows.get(id)
  }

  /** @returns the new row of the product; the one it had is dead */
  add(id: number, visibleFrom: number, standing: number): number {
    this.remove(id)
    if (this.#height === this.#ids.length) this.#widen()
    const row = this.#height
    this.#height += 1
    this.#ids[row] = id
    this.#visibleFrom[row] = visibleFrom
    this.#standings[row] = standing
    this.#rows.set(id, row)
    this.#enter(row)
    return row
  }

  remove(id: number): void {
    const row = this.#rows.get(id)
    if (row === undefined) return
    this.#leave(row)
    this.#rows.delete(id)
    this.#visibleFrom[row] = NEVER
  }

  rate(id: number, standing: number): void {
    const row = this.#rows.get(id)
    if (row === undefined || this.#standings[row] === standing) return
    this.#leave(row)
    this.#standings[row] = standing
    this.#enter(row)
  }

  /** Lets go of dead rows; @returns the new number of each row, below zero for the dead */
  compact(): Int32Array {
    const places = new Int32Array(this.#height).fill(-1)
    const living = [...this.#rows].sort(([, a], [, b]) => a - b)
    living.forEach(([id, row], place) => {
      places[row] = place
      this.#rows.set(id, place)
      this.#ids[place] = id
      this.#visibleFrom[place] = this.#visibleFrom[row] ?? NEVER
      this.#standings[place] = this.#standings[row] ?? 0
    })
    this.#height = living.length
    this.#ranked = null
    this.#ranks = null
    return places
  }

  #compare(a: number, b: number): number {
    return (this.#standings[b] ?? 0) - (this.#standings[a] ?? 0) || (this.#ids[a] ?? 0) - (this.#ids[b] ?? 0)
  }

  #enter(row: number): void {
    const ranked = this.#rankedForMove()
    if (!ranked) return
    const place = this.#placeOf(row, ranked)
    const longer = new Int32Array(ranked.length + 1)
    longer.set(ranked.subarray(0, place))
    longer[place] = row
    longer.set(ranked.subarray(place), place + 1)
    this.#ranked = longer
  }

  #leave(row: number): void {
    const ranked = this.#rankedForMove()
    if (!ranked) return
    ranked.copyWithin(this.#placeOf(row, ranked), this.#placeOf(row, ranked) + 1)
    this.#ranked = ranked.subarray(0, -1)
  }

  #rankedForMove(): Int32Array | null {
    this.#moves += 1
    this.#ranks = null
    if (this.#moves > MOST_MOVES) this.#ranked = null
    return this.#ranked
  }

  #placeOf(row: number, ranked: Int32Array): number {
    let low = 0
    let high = ranked.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#compare(ranked[middle] ?? 0, row) < 0) low = middle + 1
      else high = middle
    }
    return low
  }

  #widen(): void {
    this.#ids = widened(this.#ids, new Int32Array(this.#height * 2))
    this.#visibleFrom = widened(this.#visibleFrom, new Float64Array(this.#height * 2))
    this.#standings = widened(this.#standings, new Float64Array(this.#height * 2))
  }
}

function widened<Numbers extends Int32Array | Float64Array>(numbers: Numbers, room: Numbers): Numbers {
  room.set(numbers)
  return room
}
