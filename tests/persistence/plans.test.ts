import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fillCatalogue } from '../../bench/catalogue.ts'
import { CLOCK } from '../../src/persistence/catalogue-clock.ts'
import { CARDS, SHELF_CHANGED, SHELF_CHUNK, SHELF_PRODUCTS } from '../../src/persistence/shelf.repository.ts'
import type { Statement } from '../../src/persistence/statements.ts'
import { aDatabase, type TestDatabase } from '../support/database.ts'

let store: TestDatabase
let client: pg.Client

beforeAll(async () => {
  store = await aDatabase('empty')
  await fillCatalogue(store.url, 5_000)
  client = new pg.Client({ connectionString: store.url })
  await client.connect()
})

afterAll(async () => {
  await client.end()
  await store[Symbol.asyncDispose]()
})

interface Plan {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly 'Index Name'?: string
  readonly Plans?: readonly Plan[]
}

/** The nodes of the plan that the database makes for a query. */
async function planOf({ text }: Statement, values: unknown[]): Promise<Plan[]> {
  const { rows } = await client.query(`EXPLAIN (FORMAT JSON) ${text}`, values)
  return nodes(rows[0]['QUERY PLAN'][0].Plan)
}

function nodes(plan: Plan): Plan[] {
  return [plan, ...(plan.Plans ?? []).flatMap(nodes)]
}

/** Tables that grow with the catalogue; the others are a handful of rows and read whole. */
const LARGE = [
  ...['products', 'product_revisions', 'variants', 'variant_options', 'attribute_values'],
  ...['stock_levels', 'pictures', 'quantity_prices'],
]

describe('a question that every page asks never reads a large table whole:', () => {
  test.each([
    ['how far the catalogue is', CLOCK, [], []],
    ['what changed since', SHELF_CHANGED, [1], ['product_revisions_shelf_revision_idx']],
    [
      'the cards of a page',
      CARDS,
      [Array.from({ length: 24 }, (_, index) => index * 17 + 1)],
      ['products_pkey', 'variants_product_id_idx', 'pictures_product_id_idx', 'attribute_values_pkey'],
    ],
    [
      'the shelves of some products',
      SHELF_PRODUCTS,
      [[1, 2, 3]],
      ['products_pkey', 'variants_product_id_idx', 'attribute_values_pkey', 'variant_options_pkey'],
    ],
    ['the next shelves', SHELF_CHUNK, [1_000, 50], ['products_pkey', 'variants_product_id_idx']],
  ])('%s', async (_what, statement, values, indexes) => {
    const plan = await planOf(statement, [...values])
    const readWhole = plan
      .filter((node) => node['Node Type'] === 'Seq Scan')
      .map((node) => node['Relation Name'])
    expect(readWhole.filter((table) => LARGE.includes(table ?? ''))).toEqual([])
    const used = plan.map((node) => node['Index Name'])
    for (const index of indexes) expect(used).toContain(index)
  })
})
