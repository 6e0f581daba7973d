import { RecentlyUsed } from '../recently-used.ts'
import { DEPTHS, type Depth, Lexicon, type Postings } from './lexicon.ts'
import { RowList } from './row-list.ts'
import { WordRows } from './word-rows.ts'

/** What a published product is found by. */
export interface WordedProduct {
  readonly id: number
  /** Milliseconds since 1970. */
  readonly visibleFrom: number
  /** The higher, the earlier among equals. */
  readonly standing: number
  readonly title: string
  /** 'caf2'; '' without one. */
  readonly formula: string
  /** Lexemes, as are the following. */
  readonly name: readonly string[]
  /** Those of the name may be among them. */
  readonly traits: readonly string[]
  /** Those of name and traits may be among them. */
  readonly words: readonly string[]
}

/** The words of one way to say what is looked for. */
export interface WordAsking {
  /** What a product would be called. */
  readonly title: string
  /** Lexemes that a product must have. */
  readonly whole: readonly string[]
  /** The same without the last word, of which a product needs only one of the beginnings. */
  readonly before: readonly string[]
  readonly beginnings: readonly string[]
}

export interface WordQuestion {
  readonly askings: readonly WordAsking[]
  /** True if the last word may be the beginning of any trait, not only of a name. */
  readonly mayBeginTraits: boolean
  /** '' if it cannot be one. */
  readonly formula: string
  /** Products with a variant whose number begins so. */
  readonly bySku: readonly number[]
}

/** How well a product fits; 0: not at all. */
const MERIT = { called: 6, name: 5, code: 4, nameBegun: 3, traits: 2, text: 1 } as const
const MERITS = Object.values(MERIT)

/** Bits for “name”, “traits” and “text”, which hold each other: what stands in the name is among all three. */
const BITS = [0b111, 0b110, 0b100] as const
const MOST_BITS = BITS[DEPTHS.name]

/** Ids of products, in all the answers that are kept together. */
const MOST_IDS_KEPT = 2_000_000

/** Dead rows that are not worth the trouble of tidying up. */
const FEW = 1_000

/**
 * Which products have which lexemes, as lists of row numbers: each word of a question is one or a few walks through
 * numbers that stand side by side, whatever the texts weigh.
 */
export class WordIndex {
  readonly #lexicon = new Lexicon()
  readonly #titles = new Map<string, RowList>()
  readonly #formulas = new Map<string, RowList>()
  readonly #rows = new WordRows()
  readonly #blanks: Uint8Array[] = []
  #taken = 0
  #marked = new Int32Array(0)
  /** Until the index changes, or something becomes visible. */
  readonly #answers = new RecentlyUsed<readonly number[]>(MOST_IDS_KEPT, ({ length }) => length + 1)
  #answeredFrom = Number.POSITIVE_INFINITY
  #answeredUntil = Number.NEGATIVE_INFINITY

  put(product: WordedProduct): void {
    this.#forgetAnswers()
    const row = this.#rows.add(product.id, product.visibleFrom, product.standing)
    for (const lexeme of product.name) this.#lexicon.learn(lexeme).mention(row, DEPTHS.name)
    for (const lexeme of product.traits) this.#lexicon.learn(lexeme).mention(row, DEPTHS.traits)
    for (const lexeme of product.words) this.#lexicon.learn(lexeme).mention(row, DEPTHS.text)
    note(this.#titles, product.title, row)
    if (product.formula) note(this.#formulas, product.formula, row)
    this.#tidyIfWorth()
  }

  remove(id: number): void {
    this.#forgetAnswers()
    this.#rows.remove(id)
  }

  rate(id: number, standing: number): void {
    this.#forgetAnswers()
    this.#rows.rate(id, standing)
  }

  /** Lets go of room kept for more, after many products were put. */
  trim(): void {
    for (const postings of this.#lexicon.all) postings.trim()
  }

  /**
   * Ids of the products that are visible and have all words of one of the askings, best first: called so, having the
   * words in the name, being the SKU or formula, beginning so in the name, having them among the traits, in the texts;
   * among equals by standing. The same question gets the same list while nothing has changed.
   */
  find(question: WordQuestion, now: Date, most: number | null = null): readonly number[] {
    this.#turnTo(now.getTime())
    const key = JSON.stringify(question)
    const found = this.#answers.get(key) ?? this.#find(question, now)
    this.#answers.set(key, found)
    return most === null ? found : found.slice(0, most)
  }

  #find(question: WordQuestion, now: Date): readonly number[] {
    this.#taken = 0
    return this.#bestFirst(this.#merits(question), now.getTime())
  }

  /** Forgets what was answered at a time when other products were visible. */
  #turnTo(time: number): void {
    if (this.#answeredFrom <= time && time < this.#answeredUntil) return
    this.#answers.clear()
    this.#answeredFrom = time
    this.#answeredUntil = this.#rows.nextVisible(time)
  }

  #forgetAnswers(): void {
    this.#answeredUntil = Number.NEGATIVE_INFINITY
  }

  #merits({ askings, mayBeginTraits, formula, bySku }: WordQuestion): Uint8Array {
    const merits = this.#blank()
    for (const { whole, before, beginnings } of askings) {
      const terms = whole.map((lexeme) => this.#exactly(lexeme))
      credit(merits, this.#all(terms, DEPTHS.text), MERIT.name, MERIT.traits, MERIT.text)
      const begun = [...before.map((lexeme) => this.#exactly(lexeme)), this.#beginning(beginnings)]
      if (mayBeginTraits)
        credit(merits, this.#all(begun, DEPTHS.traits), MERIT.nameBegun, MERIT.text, MERIT.text)
      else credit(merits, this.#all(begun, DEPTHS.name), MERIT.nameBegun, 0, 0)
    }
    if (formula)
      credit(merits, this.#all([this.#exactly(formula)], DEPTHS.traits), MERIT.text, MERIT.text, MERIT.text)
    for (const id of bySku) raise(merits, this.#rows.rowOf(id), MERIT.code)
    for (const row of this.#formulas.get(formula)?.rows ?? []) raise(merits, row, MERIT.code)
    for (const { title } of askings)
      for (const row of this.#titles.get(title)?.rows ?? []) if (merits[row]) raise(merits, row, MERIT.called)
    return merits
  }

  #exactly(lexeme: string): readonly Postings[] {
    const postings = this.#lexicon.of(lexeme)
    return postings ? [postings] : []
  }

  #beginning(beginnings: readonly string[]): readonly Postings[] {
    return [...new Set(beginnings.flatMap((letters) => this.#lexicon.beginningWith(letters)))]
  }

  /** Where each row has all of the terms; a term is any of its postings. */
  #all(terms: readonly (readonly Postings[])[], deepest: Depth): Uint8Array {
    const [first, ...others] = terms
    if (!first || terms.some((postings) => postings.length === 0)) return this.#blank()
    const everywhere = this.#any(first, deepest)
    for (const postings of others) keepCommon(everywhere, this.#any(postings, deepest))
    return everywhere
  }

  #any(postings: readonly Postings[], deepest: Depth): Uint8Array {
    const places = this.#blank()
    for (const lexeme of postings) {
      mark(places, lexeme.at(DEPTHS.name).rows, BITS[DEPTHS.name])
      if (deepest >= DEPTHS.traits) mark(places, lexeme.at(DEPTHS.traits).rows, BITS[DEPTHS.traits])
      if (deepest >= DEPTHS.text) mark(places, lexeme.at(DEPTHS.text).rows, BITS[DEPTHS.text])
    }
    return places
  }

  #bestFirst(merits: Uint8Array, now: number): number[] {
    const { ids, ranked, ranks, visibleFrom } = this.#rows
    const meritsByRank = this.#blank()
    if (this.#marked.length < merits.length) this.#marked = new Int32Array(merits.length)
    const counts = new Int32Array(MERITS.length + 1)
    for (const row of markedIn(merits, this.#marked)) {
      if ((visibleFrom[row] ?? 0) > now) continue
      const merit = merits[row] ?? 0
      meritsByRank[ranks[row] ?? 0] = merit
      counts[merit] = (counts[merit] ?? 0) + 1
    }
    const places = placesOf(counts)
    const found = new Array<number>(counts.reduce((sum, count) => sum + count)).fill(0)
    for (const rank of markedIn(meritsByRank, this.#marked)) {
      const merit = meritsByRank[rank] ?? 0
      const place = places[merit] ?? 0
      found[place] = ids[ranked[rank] ?? 0] ?? 0
      places[merit] = place + 1
    }
    return found
  }

  /** A byte for each row, in whole words of four; used again by the next question, which makes no garbage then. */
  #blank(): Uint8Array {
    const length = Math.ceil(this.#rows.height / 4) * 4
    const known = this.#blanks[this.#taken]
    const blank = known?.length === length ? known.fill(0) : new Uint8Array(length)
    this.#blanks[this.#taken] = blank
    this.#taken += 1
    return blank
  }

  #tidyIfWorth(): void {
    const { dead, height } = this.#rows
    if (dead < FEW || dead * 2 < height) return
    const places = this.#rows.compact()
    for (const postings of this.#lexicon.all) postings.renumber(places)
    for (const lists of [this.#titles, this.#formulas])
      for (const list of lists.values()) list.renumber(places)
  }
}

function note(lists: Map<string, RowList>, key: string, row: number): void {
  const list = lists.get(key) ?? new RowList()
  list.push(row)
  lists.set(key, list)
}

function mark(places: Uint8Array, rows: Int32Array, bits: number): void {
  for (let at = 0; at < rows.length; at += 1) {
    const row = rows[at] ?? 0
    places[row] = (places[row] ?? 0) | bits
  }
}

/** Gives each row the merit of where it has the words, if that is more than it has. */
function credit(merits: Uint8Array, places: Uint8Array, name: number, traits: number, text: number): void {
  const worth = new Uint8Array(MOST_BITS + 1)
  worth.set([text], BITS[DEPTHS.text])
  worth.set([traits], BITS[DEPTHS.traits])
  worth.set([name], BITS[DEPTHS.name])
  const fours = new Uint32Array(places.buffer)
  for (let four = 0; four < fours.length; four += 1) {
    // Most products do not have the words: four of them are passed over at a time.
    if (fours[four] === 0) continue
    for (let row = four * 4; row < four * 4 + 4; row += 1) {
      const merit = worth[places[row] ?? 0] ?? 0
      if (merit > (merits[row] ?? 0)) merits[row] = merit
    }
  }
}

/** Where there is something other than zero; written into `marked`. */
function markedIn(marks: Uint8Array, marked: Int32Array): Int32Array {
  const fours = new Uint32Array(marks.buffer)
  let count = 0
  for (let four = 0; four < fours.length; four += 1) {
    if (fours[four] === 0) continue
    for (let place = four * 4; place < four * 4 + 4; place += 1) {
      marked[count] = place
      if (marks[place] !== 0) count += 1
    }
  }
  return marked.subarray(0, count)
}

function raise(merits: Uint8Array, row: number | undefined, merit: number): void {
  if (row !== undefined && merit > (merits[row] ?? 0)) merits[row] = merit
}

/** Four rows at a time. */
function keepCommon(places: Uint8Array, others: Uint8Array): void {
  const fours = new Uint32Array(places.buffer)
  const otherFours = new Uint32Array(others.buffer)
  for (let four = 0; four < fours.length; four += 1)
    fours[four] = (fours[four] ?? 0) & (otherFours[four] ?? 0)
}

/** Where the rows of each merit begin, when the greatest come first. */
function placesOf(counts: Int32Array): Int32Array {
  const places = new Int32Array(counts.length)
  for (let merit = counts.length - 2; merit >= 0; merit -= 1)
    places[merit] = (places[merit + 1] ?? 0) + (counts[merit + 1] ?? 0)
  return places
}
