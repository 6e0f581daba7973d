import fc from 'fast-check'
import pino from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SearchWords } from '../../src/models/search/search-words.ts'
import { Database } from '../../src/persistence/database.ts'
import { SearchService } from '../../src/services/search.service.ts'
import { WordIndexService } from '../../src/services/word-index.service.ts'
import { aDatabase, type TestDatabase } from '../support/database.ts'

let store: TestDatabase
let database: Database
let search: SearchService
let vocabulary: readonly string[]

beforeAll(async () => {
  store = await aDatabase('demo')
  await store.query('DELETE FROM synonyms')
  await store.query('UPDATE products SET popularity = id % 5')
  database = new Database(store.url)
  search = new SearchService(
    database,
    new WordIndexService(database),
    () => new Date(),
    pino({ level: 'silent' }),
    () => {},
  )
  vocabulary = (await store.query<{ word: string }>('SELECT word FROM vocabulary ORDER BY word')).map(
    ({ word }) => word,
  )
})

afterAll(async () => {
  await database.close()
  await store[Symbol.asyncDispose]()
})

/** What shoppers find, by plain SQL over the stored vectors. */
async function foundBySql(typed: string): Promise<number[]> {
  const { telling, text } = SearchWords.of(typed)
  const last = `${telling.at(-1)}:*`
  const rows = await store.query<{ id: number }>(
    `WITH asked AS (
       SELECT to_tsquery('english', $1) AS whole,
              to_tsquery('english', $2) && (to_tsquery('english', $3) || to_tsquery('simple', $3)) AS begun
     )
     SELECT product_id AS id
       FROM product_words, asked
      WHERE visible_from <= now()
        AND (words @@ whole OR (CASE WHEN $4 THEN traits ELSE name END) @@ begun OR traits @@ $5::tsquery)
      ORDER BY CASE WHEN title = $6 THEN 1
                    WHEN name @@ whole THEN 2
                    WHEN formula = $7 THEN 3
                    WHEN name @@ begun THEN 4
                    WHEN traits @@ whole THEN 5
                    ELSE 6 END, standing DESC, product_id`,
    [
      telling.join(' & '),
      telling.slice(0, -1).join(' & '),
      last,
      last.length >= 3 + ':*'.length,
      `'${SearchWords.formula(typed)}'`,
      text,
      SearchWords.formula(typed),
    ],
  )
  return rows.map(({ id }) => id)
}

async function found(typed: string): Promise<readonly number[]> {
  return (await search.find(typed, { exact: true })).productIds
}

/** Words of the shop, whole or only begun, in their plural, or such as say nothing. */
function words(): fc.Arbitrary<string> {
  const known = fc.nat(vocabulary.length - 1).map((place) => vocabulary[place] ?? '')
  return fc.oneof(
    known,
    fc.tuple(known, fc.integer({ min: 1, max: 6 })).map(([word, length]) => word.slice(0, length)),
    known.map((word) => `${word}s`),
    fc.constantFrom('the', 'of', 'quartz', 'green', 'crystal', 'mine', 'CaF₂', 'SiO2', 'fluorite', 'xyzzy'),
  )
}

async function expectAgreement(times: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(fc.array(words(), { minLength: 1, maxLength: 3 }), async (typed) => {
      expect(await found(typed.join(' '))).toEqual(await foundBySql(typed.join(' ')))
    }),
    { numRuns: times },
  )
}

async function idOf(slug: string): Promise<number> {
  const [product] = await store.query<{ id: number }>('SELECT id FROM products WHERE slug = $1', [slug])
  return product?.id ?? 0
}

describe('the word index', () => {
  test('finds what plain SQL finds, in the same order', async () => {
    await expectAgreement(400)
  })

  test('knows a product by its new name at once, and by the old one no longer', async () => {
    await store.query("UPDATE products SET name = 'Zyxwite' WHERE slug = 'dioptase'")
    expect(await found('zyxwite')).toEqual([await idOf('dioptase')])
    await store.query("UPDATE products SET name = 'Vokkite' WHERE slug = 'dioptase'")
    expect(await found('vokkite')).toEqual([await idOf('dioptase')])
    expect(await found('zyxwite')).toEqual([])
  })

  test.each([
    ['sold more often', 'UPDATE products SET popularity = (id * 7) % 11'],
    ['withdrawn', "UPDATE products SET status = 'draft' WHERE id % 6 = 0"],
    [
      'told of anew',
      "UPDATE products SET summary = summary || ' Green quartz of the mine.' WHERE id % 4 = 1",
    ],
    ['scheduled', "UPDATE products SET published_at = now() + interval '1 day' WHERE id % 6 = 1"],
    ['back', "UPDATE products SET status = 'published', published_at = now() WHERE id % 6 < 2"],
    ['deleted', 'DELETE FROM products WHERE id % 9 = 0 AND id NOT IN (SELECT product_id FROM variants)'],
  ])('knows of products that are %s', async (_what, change) => {
    await found('quartz')
    await store.query(change)
    await expectAgreement(40)
  })

  test('still agrees when most of its rows are dead', async () => {
    for (let round = 0; round < 30; round += 1) {
      await store.query("UPDATE products SET name = name || ' x'")
      await found('quartz')
    }
    await expectAgreement(60)
  }, 60_000)

  test('is filled again after it could not be', async () => {
    const fresh = new WordIndexService(database)
    await store.query('ALTER TABLE product_words RENAME TO lost_words')
    await expect(fresh.current()).rejects.toThrow('product_words')
    await store.query('ALTER TABLE lost_words RENAME TO product_words')
    await expect(fresh.current()).resolves.toBeDefined()
  })
})
