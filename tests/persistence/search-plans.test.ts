import { PrismaPg } from '@prisma/adapter-pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Prisma, PrismaClient } from '../../prisma/client/client.ts'
import { SearchWords } from '../../src/models/search/search-words.ts'
import { SearchRepository } from '../../src/persistence/search.repository.ts'
import type { Statement, Statements } from '../../src/persistence/statements.ts'
import { aDatabase, type TestDatabase } from '../support/database.ts'

const PRODUCTS = 4_000
const LONG_AGO = new Date('2026-01-01T00:00:00Z')

let database: TestDatabase
let client: PrismaClient

/** Enough rows that the planner has a choice: every fortieth is a fluorite. */
beforeAll(async () => {
  database = await aDatabase('demo')
  client = new PrismaClient({ adapter: new PrismaPg({ connectionString: database.url, max: 1 }) })
  await database.query(
    `INSERT INTO products (slug, name, summary, story, category_id, status, published_at)
     SELECT 'made-' || n, CASE WHEN n % 40 = 0 THEN 'Fluorite' ELSE md5(n::text) END || ' no ' || n, 'Made of ' || md5(n::text),
            ARRAY['A story of ' || md5(n::text || 'story')], (SELECT min(id) FROM categories), 'published', $2
       FROM generate_series(1, $1::int) n`,
    [PRODUCTS, LONG_AGO],
  )
  await database.query(
    `INSERT INTO variants (product_id, sku, price, grams)
     SELECT id, upper(slug) || '-' || n, 100, 1 FROM products, generate_series(1, 3) n WHERE slug LIKE 'made-%'`,
  )
  await database.query('INSERT INTO vocabulary SELECT md5(n::text), 1 FROM generate_series(1, 20000) n')
  await database.query(
    "INSERT INTO synonyms (phrase, meaning) SELECT md5(n::text), 'fluorite' FROM generate_series(1, 2000) n",
  )
  await database.query('VACUUM ANALYZE')
}, 120_000)

afterAll(async () => {
  await client?.$disconnect()
  await database?.[Symbol.asyncDispose]()
})

/** A client that notes how PostgreSQL would carry out each statement, before it does. */
function explaining(client: PrismaClient, plans: string[]): PrismaClient {
  return new Proxy(client, {
    get(target, name) {
      if (name !== '$queryRaw') return Reflect.get(target, name)
      return async (strings: TemplateStringsArray, ...values: unknown[]) => {
        const statement = Prisma.sql(strings, ...values)
        const lines = await database.query<Record<'QUERY PLAN', string>>(
          `EXPLAIN ${statement.text}`,
          statement.values,
        )
        plans.push(lines.map((line) => line['QUERY PLAN']).join('\n'))
        return target.$queryRaw(strings, ...values)
      }
    },
  })
}

/** Everything PostgreSQL would do for this piece of work. */
async function planOf(work: (search: SearchRepository) => Promise<unknown>): Promise<string> {
  const plans: string[] = []
  await work(new SearchRepository(new ExplainedStatements(plans), explaining(client, plans)))
  return plans.join('\n')
}

/** Asks nothing, and notes how PostgreSQL would carry out each statement. */
class ExplainedStatements implements Pick<Statements, 'rows'> {
  readonly #plans: string[]

  constructor(plans: string[]) {
    this.#plans = plans
  }

  async rows<Row>({ text }: Statement, values: unknown[] = []): Promise<Row[]> {
    const lines = await database.query<Record<'QUERY PLAN', string>>(`EXPLAIN ${text}`, values)
    this.#plans.push(lines.map((line) => line['QUERY PLAN']).join('\n'))
    return []
  }
}

describe('no search reads a table from end to end', () => {
  const { phrases, telling } = SearchWords.of("purple fool's gold")

  test.each<[string, (search: SearchRepository) => Promise<unknown>, RegExp]>([
    ['words and their synonyms', (search) => search.understand(phrases, telling), /synonyms_phrase_key/],
    ['the beginning of a number', (search) => search.bySku('MADE-77'), /variants_sku_beginning/],
    ['a misspelling', (search) => search.lookalikes(['flourite']), /vocabulary_word_idx/],
    ['two letters swapped', (search) => search.lookalikes(['fluroite']), /vocabulary_pkey/],
    ['the words of a letter', (search) => search.beginningWith('f'), /vocabulary_pkey/],
    ['what changed', (search) => search.wordsChangedSince(1e9), /product_revisions_shelf_revision_idx/],
    ['the words of some products', (search) => search.wordsOf([1, 2, 3]), /product_words_pkey/],
    ['the next words', (search) => search.wordsChunk(1_000, 50), /product_words_pkey/],
  ])('for %s', async (_what, work, index) => {
    const plan = await planOf(work)
    expect(plan).toMatch(index)
    expect(plan).not.toMatch(/Seq Scan on (?!categories)/)
  })

  test('and this test would notice one that does', async () => {
    await database.query('DROP INDEX variants_sku_beginning')
    expect(await planOf((search) => search.bySku('MADE-77'))).toMatch(/Seq Scan on variants/)
  })
})
