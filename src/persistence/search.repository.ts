import type { SearchWords } from '../models/search/search-words.ts'
import { type Lookalike, withNeighboursSwapped } from '../models/search/spelling.ts'
import type { WordedProduct } from '../models/search/word-index.ts'
import type { Rows } from './database.ts'
import type { Statements } from './statements.ts'

/** A category by one of its words. */
export interface CategoryFound {
  readonly slug: string
  readonly name: string
}

/** How PostgreSQL understands what was typed. */
export interface Understood {
  /** What phrases mean, for those that have a meaning of their own. */
  readonly meanings: ReadonlyMap<string, string>
  readonly words: ReadonlyMap<string, WordSense>
}

export interface WordSense {
  /** Null for a word that says nothing, such as “the”. */
  readonly lexeme: string | null
  /** What a lexeme begins with that the word is the beginning of. */
  readonly beginnings: readonly string[]
}

/** A product of which search words or standing changed. */
export interface WordsChange {
  readonly id: number
  /** True if more than the standing changed. */
  readonly rewritten: boolean
  /** Null for a product that cannot be found any more. */
  readonly standing: number | null
}

interface WordsRow extends Omit<WordedProduct, 'name' | 'traits' | 'words'> {
  readonly name: string
  readonly traits: string
  readonly words: string
}

/** Products one SKU's beginning leads to. */
const MOST_BY_SKU = 1_000
const MOST_LOOKALIKES = 20

/** The beginning of a SKU has a hyphen or a digit, which tells it from a word. */
const LIKE_A_SKU = /^(?=.*[-\d])[A-Z\d][A-Z\d-]{2,39}$/

/** A beginning both stemmed and as typed: the stem of “amethy” is no beginning of “amethyst”. */
export const UNDERSTAND = {
  name: 'search-understand',
  text: `
    SELECT (SELECT coalesce(json_agg(json_build_array(phrase, meaning)), '[]') FROM synonyms WHERE phrase = ANY($1::citext[])) AS meanings,
           (SELECT coalesce(json_agg(json_build_array(word, to_tsquery('english', word)::text,
                     to_tsquery('english', word || ':*')::text, to_tsquery('simple', word || ':*')::text)), '[]')
              FROM unnest($2::text[]) AS word) AS words`,
} as const

// Lexemes hold no spaces, and one text is read much faster than an array.
const WORDED = `
  SELECT product_id AS id, extract(epoch FROM visible_from)::float8 * 1000 AS "visibleFrom", standing::float8, title, formula,
         array_to_string(tsvector_to_array(name), ' ') AS name, array_to_string(tsvector_to_array(traits), ' ') AS traits,
         array_to_string(tsvector_to_array(words), ' ') AS words
    FROM product_words`

export const WORDS_CHUNK = {
  name: 'words-chunk',
  text: `${WORDED} WHERE product_id > $1 ORDER BY product_id LIMIT $2`,
} as const

export const WORDS_CHANGED = {
  name: 'words-changed',
  text: `
    SELECT r.product_id AS id, r.revision > $1::float8::bigint AS rewritten, w.standing::float8
      FROM product_revisions r LEFT JOIN product_words w ON w.product_id = r.product_id
     WHERE r.shelf_revision > $1::float8::bigint`,
} as const

export const WORDS_OF_PRODUCTS = {
  name: 'words-of-products',
  text: `${WORDED} WHERE product_id = ANY($1::int[])`,
} as const

/** Every word that begins with a letter. They grow with the language, not with the products. */
export const BEGINNING_WITH = {
  name: 'words-beginning-with',
  text: "SELECT word, weight FROM vocabulary WHERE word >= $1 AND word < $1 || '\u{10FFFF}' AND weight > 1",
} as const

export class SearchRepository {
  readonly #statements: Pick<Statements, 'rows'>
  readonly #rows: Rows

  constructor(statements: Pick<Statements, 'rows'>, rows: Rows) {
    this.#statements = statements
    this.#rows = rows
  }

  /** In one question: what the phrases mean, and the words as the vectors of the products have them. */
  async understand(phrases: readonly string[], words: readonly string[]): Promise<Understood> {
    type Row = {
      meanings: [phrase: string, meaning: string][]
      words: [word: string, whole: string, stemmed: string, asTyped: string][]
    }
    const [row] = await this.#statements.rows<Row>(UNDERSTAND, [phrases, words])
    return {
      meanings: new Map(row?.meanings),
      words: new Map(row?.words.map(([word, whole, ...begun]) => [word, sense(whole, begun)])),
    }
  }

  /** The products that are or will be found, from the smallest id above `after` on. */
  async wordsChunk(after: number, count: number): Promise<WordedProduct[]> {
    return (await this.#statements.rows<WordsRow>(WORDS_CHUNK, [after, count])).map(worded)
  }

  async wordsChangedSince(revision: number): Promise<WordsChange[]> {
    return this.#statements.rows<WordsChange>(WORDS_CHANGED, [revision])
  }

  /** Those of the products that are or will be found. */
  async wordsOf(ids: readonly number[]): Promise<WordedProduct[]> {
    return (await this.#statements.rows<WordsRow>(WORDS_OF_PRODUCTS, [ids])).map(worded)
  }

  /** Categories that have all words in their name, the last perhaps only begun. */
  async categories({ telling }: SearchWords, most: number): Promise<readonly CategoryFound[]> {
    const before = telling.slice(0, -1).join(' & ')
    const last = `${telling.at(-1) ?? ''}:*`
    return this.#rows.$queryRaw<CategoryFound[]>`
      SELECT slug, name FROM categories
       WHERE to_tsvector('english', searchable(name)) @@ (to_tsquery('english', ${before}) && (to_tsquery('english', ${last}) || to_tsquery('simple', ${last})))
       ORDER BY length(name), position LIMIT ${most}`
  }

  /** For each word, words of the shop that look like it: similar ones, and those with two letters swapped. */
  async lookalikes(words: readonly string[]): Promise<ReadonlyMap<string, readonly Lookalike[]>> {
    const swaps = words.flatMap((typed) =>
      withNeighboursSwapped(typed).map((swapped) => ({ typed, swapped })),
    )
    const rows = await this.#rows.$queryRaw<(Lookalike & { typed: string })[]>`
      SELECT asked.typed, near.word, near.weight FROM unnest(${[...words]}::text[]) AS asked (typed)
       CROSS JOIN LATERAL (
         SELECT v.word, v.weight FROM vocabulary v WHERE v.word % asked.typed
          ORDER BY similarity(v.word, asked.typed) DESC, v.word LIMIT ${MOST_LOOKALIKES}) AS near
      UNION
      SELECT asked.typed, v.word, v.weight
        FROM unnest(${swaps.map(({ typed }) => typed)}::text[], ${swaps.map(({ swapped }) => swapped)}::text[]) AS asked (typed, swapped)
        JOIN vocabulary v ON v.word = asked.swapped`
    return new Map(words.map((word) => [word, rows.filter(({ typed }) => typed === word)]))
  }

  /** Words of names and facts that begin with a letter. */
  async beginningWith(letter: string): Promise<readonly Lookalike[]> {
    return this.#statements.rows<Lookalike>(BEGINNING_WITH, [letter])
  }

  /** Products with a variant whose number begins as typed. */
  async bySku(typed: string): Promise<readonly number[]> {
    const beginning = typed.normalize('NFKC').trim().toUpperCase()
    if (!LIKE_A_SKU.test(beginning)) return []
    const rows = await this.#rows.$queryRaw<{ id: number }[]>`
      SELECT DISTINCT product_id AS id FROM (
        SELECT product_id FROM variants
         WHERE active AND upper(sku) ~>=~ ${beginning} AND upper(sku) ~<~ ${`${beginning}~`}
         LIMIT ${MOST_BY_SKU}) AS found`
    return rows.map(({ id }) => id)
  }
}

function sense(whole: string, begun: readonly string[]): WordSense {
  return { lexeme: lexemeOf(whole), beginnings: begun.flatMap((query) => lexemeOf(query) ?? []) }
}

/** Of a query of one word: 'amethyst', 'amethi':* or nothing. What it makes of several is found nowhere and stays so. */
function lexemeOf(query: string): string | null {
  return query === '' ? null : query.replace(/^'([^']*)'(:\*)?$/, '$1')
}

function worded({ name, traits, words, ...row }: WordsRow): WordedProduct {
  return { ...row, name: lexemes(name), traits: lexemes(traits), words: lexemes(words) }
}

function lexemes(text: string): string[] {
  return text === '' ? [] : text.split(' ')
}
