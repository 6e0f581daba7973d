import { RecentlyUsed } from '../models/recently-used.ts'
import type { SearchWords } from '../models/search/search-words.ts'
import type { Lookalike } from '../models/search/spelling.ts'
import type { CatalogueClock } from '../persistence/catalogue-clock.ts'
import type { Database } from '../persistence/database.ts'
import type { CategoryFound, Understood } from '../persistence/search.repository.ts'

/** Of each kind; an answer is some hundred bytes. */
const MOST_KEPT = 2_000

/**
 * What the database knows of words: their lexemes and synonyms, the categories called so, what looks like them. All of
 * it changes only with the catalogue's clock, so an answer is given again until the clock has moved.
 */
export class WordLore {
  readonly #database: Database
  readonly #understood: Answers<Understood>
  readonly #categories: Answers<readonly CategoryFound[]>
  readonly #lookalikes: Answers<ReadonlyMap<string, readonly Lookalike[]>>
  readonly #beginnings: Answers<readonly Lookalike[]>

  constructor(database: Database) {
    this.#database = database
    this.#understood = new Answers(database.clock)
    this.#categories = new Answers(database.clock)
    this.#lookalikes = new Answers(database.clock)
    this.#beginnings = new Answers(database.clock)
  }

  understand(phrases: readonly string[], words: readonly string[]): Promise<Understood> {
    return this.#understood.to([phrases, words], () => this.#search.understand(phrases, words))
  }

  /** Categories that have all words in their name, the last perhaps only begun. */
  categories(asking: SearchWords, most: number): Promise<readonly CategoryFound[]> {
    return this.#categories.to([asking.telling, most], () => this.#search.categories(asking, most))
  }

  lookalikes(words: readonly string[]): Promise<ReadonlyMap<string, readonly Lookalike[]>> {
    return this.#lookalikes.to(words, () => this.#search.lookalikes(words))
  }

  beginningWith(letter: string): Promise<readonly Lookalike[]> {
    return this.#beginnings.to([letter], () => this.#search.beginningWith(letter))
  }

  get #search() {
    return this.#database.read.search
  }
}

/** The answers to one kind of question, as long as they are true. */
class Answers<Answer> {
  readonly #clock: CatalogueClock
  #kept = new RecentlyUsed<Answer>(MOST_KEPT)
  #revision = 0

  constructor(clock: CatalogueClock) {
    this.#clock = clock
  }

  /** An answer is kept under the revision of before its question: it may be newer, not older. */
  async to(question: readonly unknown[], ask: () => Promise<Answer>): Promise<Answer> {
    const { revision } = await this.#clock.now()
    if (revision > this.#revision) {
      this.#kept = new RecentlyUsed(MOST_KEPT)
      this.#revision = revision
    }
    const kept = this.#kept
    const key = JSON.stringify(question)
    const answer = kept.get(key) ?? (await ask())
    kept.set(key, answer)
    return answer
  }
}
