import type { Logger } from 'pino'
import { SearchWords } from '../models/search/search-words.ts'
import { likeliest, likeliestBegun } from '../models/search/spelling.ts'
import type { WordAsking } from '../models/search/word-index.ts'
import type { Database } from '../persistence/database.ts'
import type { MissedSearch } from '../persistence/missed-search.repository.ts'
import type { CategoryFound, WordSense } from '../persistence/search.repository.ts'
import type { WordIndexService } from './word-index.service.ts'
import { WordLore } from './word-lore.ts'

export interface Found {
  readonly words: string
  /** Every visible product that matches, best first. */
  readonly productIds: readonly number[]
  /** What was searched for instead, if nothing was found as typed; null otherwise. */
  readonly meant: string | null
}

export interface Hints {
  readonly productIds: readonly number[]
  readonly categories: readonly CategoryFound[]
  readonly meant: string | null
}

const HINTS = { products: 6, categories: 2 }
const FEWEST_LETTERS = 2
const MOST_MISSED = 200
/** Of what was searched in vain, the words that are tried alone. */
const TRIED_ALONE = 4
/** Letters from which on the last word may be the beginning of any trait; before that, of a name. */
const BEGINNING = 3

/** Finds products by what shoppers call them. */
export class SearchService {
  readonly #database: Database
  readonly #index: WordIndexService
  readonly #lore: WordLore
  readonly #clock: () => Date
  readonly #log: Logger
  readonly #tellMiss: () => void

  /** @param tellMiss is told of each search in vain, without its words */
  constructor(
    database: Database,
    index: WordIndexService,
    clock: () => Date,
    log: Logger,
    tellMiss: () => void,
  ) {
    this.#database = database
    this.#index = index
    this.#lore = new WordLore(database)
    this.#clock = clock
    this.#log = log
    this.#tellMiss = tellMiss
  }

  /** @param exact as typed or not at all: misspellings stay what they are */
  async find(words: string, { exact = false } = {}): Promise<Found> {
    return { words, ...(await this.#find(words, exact, null)) }
  }

  /** What somebody may want who has typed so far. */
  async hints(words: string): Promise<Hints> {
    const typed = SearchWords.of(words)
    if (typed.text.length < FEWEST_LETTERS) return { productIds: [], categories: [], meant: null }
    const found = await this.#find(words, false, HINTS.products)
    const hints = found.productIds.length > 0 ? found : await this.#begun(typed)
    const asking = hints.meant === null ? typed : SearchWords.of(hints.meant)
    const categories = await this.#lore.categories(asking, HINTS.categories)
    return { ...hints, categories }
  }

  /** The categories that are called so. */
  async categories({ words, meant }: Found): Promise<readonly CategoryFound[]> {
    const asking = SearchWords.of(meant ?? words)
    return asking.isEmpty ? [] : this.#lore.categories(asking, HINTS.categories)
  }

  /** For a search in vain: those of its words that find something by themselves. */
  async instead(words: string): Promise<readonly string[]> {
    const { telling } = await this.#corrected(SearchWords.of(words))
    if (telling.length < 2) return []
    const tried = await Promise.all(
      [...new Set(telling)].slice(0, TRIED_ALONE).map(async (word) => ({
        word,
        ids: await this.#matches(SearchWords.of(word), word, 1),
      })),
    )
    return tried.filter(({ ids }) => ids.length > 0).map(({ word }) => word)
  }

  /** Notes a search in vain. Nobody waits for that, and nobody is troubled when it fails. */
  miss(words: string): void {
    this.#tellMiss()
    const { text } = SearchWords.of(words)
    if (!/\p{L}/u.test(text)) return
    this.#database.read.missedSearches
      .add(text, this.#clock())
      .catch((error: unknown) => this.#log.warn({ err: error }, 'a search in vain was not noted'))
  }

  missed(): Promise<readonly MissedSearch[]> {
    return this.#database.read.missedSearches.all(MOST_MISSED)
  }

  async #find(words: string, exact: boolean, most: number | null): Promise<Omit<Found, 'words'>> {
    const typed = SearchWords.of(words)
    if (typed.isEmpty) return { productIds: [], meant: null }
    const asTyped = await this.#matches(typed, words, most)
    if (asTyped.length > 0 || exact) return { productIds: asTyped, meant: null }

    const corrected = await this.#corrected(typed)
    if (corrected.text === typed.text) return { productIds: [], meant: null }
    const productIds = await this.#matches(corrected, corrected.text, most)
    return { productIds, meant: productIds.length > 0 ? corrected.text : null }
  }

  /** For “amath”: what is found by the word that these may be the first letters of. */
  async #begun(typed: SearchWords): Promise<Omit<Found, 'words'>> {
    const last = typed.list.at(-1) ?? ''
    const word = likeliestBegun(last, await this.#lore.beginningWith(last.slice(0, 1)))
    if (word === null) return { productIds: [], meant: null }
    const { list } = await this.#corrected(typed)
    const meant = SearchWords.of([...list.slice(0, -1), word].join(' '))
    const productIds = await this.#matches(meant, meant.text, HINTS.products)
    return { productIds, meant: productIds.length > 0 ? meant.text : null }
  }

  /** As typed, or with its phrases exchanged for what they mean. */
  async #matches(asking: SearchWords, typed: string, most: number | null): Promise<readonly number[]> {
    const [index, { meanings, words }, bySku] = await Promise.all([
      this.#index.current(),
      this.#lore.understand(asking.phrases, asking.telling),
      this.#database.read.search.bySku(typed),
    ])
    const meant = asking.exchange(meanings)
    const askings = [read(asking, words)]
    if (meant !== asking) askings.push(read(meant, (await this.#lore.understand([], meant.telling)).words))
    const mayBeginTraits = [asking, meant].some(({ telling }) => (telling.at(-1) ?? '').length >= BEGINNING)
    const question = { askings, mayBeginTraits, formula: SearchWords.formula(typed), bySku }
    return index.find(question, this.#clock(), most)
  }

  async #corrected(typed: SearchWords): Promise<SearchWords> {
    const lookalikes = await this.#lore.lookalikes(typed.list)
    return SearchWords.of(typed.list.map((word) => likeliest(word, lookalikes.get(word) ?? [])).join(' '))
  }
}

/** Both whole and with the last word only begun. */
function read({ text, telling }: SearchWords, senses: ReadonlyMap<string, WordSense>): WordAsking {
  const lexemes = (words: readonly string[]) => words.flatMap((word) => senses.get(word)?.lexeme ?? [])
  return {
    title: text,
    whole: lexemes(telling),
    before: lexemes(telling.slice(0, -1)),
    beginnings: senses.get(telling.at(-1) ?? '')?.beginnings ?? [],
  }
}
