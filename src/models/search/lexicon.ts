import { RowList } from './row-list.ts'

/** Where a lexeme stands best in a product. */
export const DEPTHS = { name: 0, traits: 1, text: 2 } as const
export type Depth = (typeof DEPTHS)[keyof typeof DEPTHS]

/** The rows of the products that have a lexeme, by where they have it; each row once. */
export class Postings {
  readonly #lists = [new RowList(), new RowList(), new RowList()] as const
  #latest = -1

  at(depth: Depth): RowList {
    return this.#lists[depth]
  }

  /** Rows come in growing order, and a row's names before its traits before its texts: the first mention counts. */
  mention(row: number, depth: Depth): void {
    if (this.#latest === row) return
    this.#latest = row
    this.#lists[depth].push(row)
  }

  renumber(places: Int32Array): void {
    this.#latest = -1
    for (const list of this.#lists) list.renumber(places)
  }

  trim(): void {
    for (const list of this.#lists) list.trim()
  }
}

/** All lexemes of the shop, also from A to Z, so that those with one beginning stand side by side. */
export class Lexicon {
  readonly #postings = new Map<string, Postings>()
  #sorted: string[] | null = null

  of(lexeme: string): Postings | undefined {
    return this.#postings.get(lexeme)
  }

  get all(): Iterable<Postings> {
    return this.#postings.values()
  }

  beginningWith(letters: string): Postings[] {
    this.#sorted ??= [...this.#postings.keys()].sort()
    const found: Postings[] = []
    for (let place = placeOf(letters, this.#sorted); ; place += 1) {
      const lexeme = this.#sorted[place]
      if (!lexeme?.startsWith(letters)) return found
      found.push(this.learn(lexeme))
    }
  }

  /** The postings of a lexeme that is known from now on. */
  learn(lexeme: string): Postings {
    const known = this.#postings.get(lexeme)
    if (known) return known
    const postings = new Postings()
    this.#postings.set(lexeme, postings)
    this.#sorted?.splice(placeOf(lexeme, this.#sorted), 0, lexeme)
    return postings
  }
}

/** Where the lexeme stands among the sorted ones, or would stand. */
function placeOf(lexeme: string, sorted: readonly string[]): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] ?? '') < lexeme) low = middle + 1
    else high = middle
  }
  return low
}
