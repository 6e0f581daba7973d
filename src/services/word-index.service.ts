import { WordIndex } from '../models/search/word-index.ts'
import type { CatalogueTime } from '../persistence/catalogue-clock.ts'
import type { Database } from '../persistence/database.ts'

/** Products a question, while the index is filled. */
const CHUNK = 1_000

/** Keeps the word index in step with the database: no answer misses a change that was committed before its question. */
export class WordIndexService {
  readonly #database: Database
  #index = new WordIndex()
  /** How far the index has come; null before it was filled. */
  #revision: number | null = null
  #catchingUp: Promise<void> = Promise.resolve()

  constructor(database: Database) {
    this.#database = database
  }

  /** The index as of now. */
  async current(): Promise<WordIndex> {
    const time = await this.#database.clock.now()
    if (!this.#hasReached(time)) {
      // Whoever waits for another's catching up may need no more.
      const caughtUp = this.#catchingUp.then(() => this.#catchUpTo(time))
      this.#catchingUp = caughtUp.catch(() => {})
      await caughtUp
    }
    return this.#index
  }

  #hasReached({ revision }: CatalogueTime): boolean {
    return this.#revision !== null && this.#revision >= revision
  }

  async #catchUpTo(time: CatalogueTime): Promise<void> {
    if (this.#hasReached(time)) return
    if (this.#revision === null) await this.#fill()
    else await this.#follow(this.#revision)
    this.#revision = time.revision
  }

  /** Changes that are committed meanwhile are in the next revision, which the next question brings. */
  async #fill(): Promise<void> {
    const index = new WordIndex()
    const { search } = this.#database.read
    for (let after = 0; ; ) {
      const products = await search.wordsChunk(after, CHUNK)
      for (const product of products) index.put(product)
      if (products.length < CHUNK) break
      after = products.at(-1)?.id ?? after
    }
    index.trim()
    this.#index = index
  }

  async #follow(revision: number): Promise<void> {
    const { search } = this.#database.read
    const rewritten: number[] = []
    for (const change of await search.wordsChangedSince(revision)) {
      if (change.standing === null) this.#index.remove(change.id)
      else if (change.rewritten) rewritten.push(change.id)
      else this.#index.rate(change.id, change.standing)
    }
    for (let from = 0; from < rewritten.length; from += CHUNK) {
      const ids = rewritten.slice(from, from + CHUNK)
      for (const product of await search.wordsOf(ids)) this.#index.put(product)
    }
  }
}
