import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { Database } from '../../src/persistence/database.ts'
import { DemandService } from '../../src/services/demand.service.ts'
import { aDatabase, type TestDatabase } from '../support/database.ts'

let database: TestDatabase
let shop: Database
let demand: DemandService

beforeAll(async () => {
  database = await aDatabase('demo')
  shop = new Database(database.url)
  demand = new DemandService(shop, () => new Date())
})
afterAll(async () => {
  await shop.close()
  await database[Symbol.asyncDispose]()
})

/** How often two products were paid in one order, best twenty each, straight from the orders. */
const PAIRS_BY_PLAIN_SQL = `
  SELECT product_id, other_id, orders FROM (
    SELECT a.product_id, b.product_id AS other_id, count(DISTINCT o.id)::int AS orders,
           row_number() OVER (PARTITION BY a.product_id ORDER BY count(DISTINCT o.id) DESC, b.product_id) AS place
      FROM orders o
      JOIN order_lines al ON al.order_id = o.id JOIN variants a ON a.id = al.variant_id
      JOIN order_lines bl ON bl.order_id = o.id JOIN variants b ON b.id = bl.variant_id
     WHERE o.state IN ('paid', 'shipped', 'delivered') AND a.product_id <> b.product_id
       AND (SELECT count(DISTINCT v.product_id) FROM order_lines l JOIN variants v ON v.id = l.variant_id
             WHERE l.order_id = o.id) <= 50
     GROUP BY a.product_id, b.product_id) ranked
   WHERE place <= 20 ORDER BY product_id, other_id`

const pairs = () => database.query('SELECT product_id, other_id, orders FROM bought_together ORDER BY 1, 2')

async function figure(sql: string, values: unknown[] = []): Promise<number> {
  const [row] = await database.query<{ n: number }>(`SELECT (${sql})::int AS n`, values)
  return row?.n ?? 0
}

/** A paid order of one variant of each product, in the shape of the latest one. @returns its number */
async function anOrderOf(slugs: readonly string[], state = 'paid', paidAt = new Date()): Promise<string> {
  const number = `LM-T${(await figure('SELECT count(*) FROM orders')) + 1}`
  await database.query(
    `INSERT INTO orders (number, state, email, currency, items_total, discount_total, shipping_total, tax_added,
                         tax_included, total, address, delivery, placed_at, paid_at)
     SELECT $1, $2::order_state, email, currency, 0, 0, 0, 0, 0, 0, address, delivery, $3, $3
       FROM orders ORDER BY id DESC LIMIT 1`,
    [number, state, paidAt],
  )
  await database.query(
    `INSERT INTO order_lines (order_id, variant_id, sku, product_name, product_slug, variant_name, list_price,
                              unit_price, quantity, discount, total, tax_rate, tax)
     SELECT (SELECT id FROM orders WHERE number = $1), min(v.id), 'x', p.name, p.slug, '', 0, 0, 2, 0, 0, 0, 0
       FROM products p JOIN variants v ON v.product_id = p.id WHERE p.slug = ANY($2) GROUP BY p.id`,
    [number, slugs],
  )
  return number
}

const together = (slug: string, other: string) =>
  figure(
    `SELECT coalesce(max(orders), 0) FROM bought_together
      WHERE product_id = (SELECT id FROM products WHERE slug = $1)
        AND other_id = (SELECT id FROM products WHERE slug = $2)`,
    [slug, other],
  )

describe('what is bought together', () => {
  test('is in the demo what plain SQL says', async () => {
    expect(await pairs()).toEqual(await database.query(PAIRS_BY_PLAIN_SQL))
    expect((await pairs()).length).toBeGreaterThan(50)
  })

  test('is known as soon as an order is paid, from both sides, and once however often it is told', async () => {
    const before = await together('gold', 'vivianite')
    const number = await anOrderOf(['gold', 'vivianite', 'halite'])
    await demand.learnFrom(number)
    await Promise.all([demand.learnFrom(number), demand.learnFrom(number)])
    expect(await together('gold', 'vivianite')).toBe(before + 1)
    expect(await together('vivianite', 'gold')).toBe(before + 1)
    expect(await pairs()).toEqual(await database.query(PAIRS_BY_PLAIN_SQL))
  })

  test('is nothing that was not paid, and no longer what was cancelled or given back', async () => {
    await demand.learnFrom(await anOrderOf(['boleite', 'gold'], 'pending'))
    expect(await together('boleite', 'gold')).toBe(0)

    const number = await anOrderOf(['boleite', 'gold'])
    await demand.learnFrom(number)
    expect(await together('boleite', 'gold')).toBe(1)
    for (const state of ['cancelled', 'refunded']) {
      await database.query('UPDATE orders SET state = $2::order_state WHERE number = $1', [number, state])
      await demand.countPairs()
      expect(await together('boleite', 'gold')).toBe(0)
    }
  })

  test('is not learnt from somebody who buys half the shop', async () => {
    const all = await database.query<{ slug: string }>('SELECT slug FROM products ORDER BY id LIMIT 51')
    const before = await pairs()
    await demand.learnFrom(await anOrderOf(all.map(({ slug }) => slug)))
    expect(await pairs()).toEqual(before)
  })

  test('is at most twenty others, the most frequent of them', async () => {
    const some = await database.query<{ slug: string }>(
      "SELECT slug FROM products WHERE slug <> 'gold' LIMIT 30",
    )
    await demand.learnFrom(await anOrderOf(['gold', ...some.map(({ slug }) => slug)]))
    expect(
      await figure(
        "SELECT count(*) FROM bought_together WHERE product_id = (SELECT id FROM products WHERE slug = 'gold')",
      ),
    ).toBe(20)
    expect(await pairs()).toEqual(await database.query(PAIRS_BY_PLAIN_SQL))
  })
})

describe('popularity', () => {
  const POPULARITY_BY_PLAIN_SQL = `
    SELECT p.id, coalesce(sum(l.quantity) FILTER (
             WHERE o.state IN ('paid', 'shipped', 'delivered') AND o.paid_at >= now() - interval '90 days'), 0)::int AS popularity
      FROM products p LEFT JOIN variants v ON v.product_id = p.id
      LEFT JOIN order_lines l ON l.variant_id = v.id LEFT JOIN orders o ON o.id = l.order_id
     GROUP BY p.id ORDER BY p.id`
  const popularity = () => database.query('SELECT id, popularity FROM products ORDER BY id')
  const shelves = () => database.query('SELECT product_id, shelf_revision FROM product_revisions ORDER BY 1')

  beforeEach(() => demand.countPopularity())

  test('is what plain SQL says, and counting it again changes no page', async () => {
    expect(await popularity()).toEqual(await database.query(POPULARITY_BY_PLAIN_SQL))
    const before = await shelves()
    await demand.countPopularity()
    expect(await shelves()).toEqual(before)
  })

  test('grows by the units of a new order and forgets the old ones; only that product gets a new revision', async () => {
    const of = (slug: string) => figure('SELECT popularity FROM products WHERE slug = $1', [slug])
    const [before, shelvesBefore] = [await of('proustite'), await shelves()]
    await anOrderOf(['proustite'])
    await anOrderOf(['proustite'], 'delivered', new Date(Date.now() - 91 * 86_400_000))
    await anOrderOf(['proustite'], 'cancelled')
    await demand.countPopularity()
    expect(await of('proustite')).toBe(before + 2)
    const known = new Set(shelvesBefore.map((row) => JSON.stringify(row)))
    expect((await shelves()).filter((row) => !known.has(JSON.stringify(row)))).toHaveLength(1)
  })
})

describe('in a large shop nothing is read from beginning to end', () => {
  async function plan(sql: string): Promise<string> {
    const rows = await database.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${sql}`)
    return rows.map((row) => row['QUERY PLAN']).join('\n')
  }

  beforeAll(async () => {
    await database.query(
      `INSERT INTO order_lines (order_id, variant_id, sku, product_name, product_slug, variant_name, list_price,
                                unit_price, quantity, discount, total, tax_rate, tax)
       SELECT o.id, v.id, 'x', 'x', 'x', '', 0, 0, 1, 0, 0, 0, 0
         FROM orders o CROSS JOIN variants v ON CONFLICT DO NOTHING`,
    )
    await database.query(
      `INSERT INTO products (slug, name, summary, category_id, status, published_at, popularity, updated_at)
       SELECT 'stone-' || n, 'Stone ' || n, '', (SELECT max(id) - n % 30 FROM categories), 'published',
              now() - n * interval '1 minute', n % 97, now()
         FROM generate_series(1, 5000) n`,
    )
    await database.query(
      `INSERT INTO attribute_values (product_id, attribute_id, text)
       SELECT p.id, a.id, 'Class ' || p.id % 10 FROM products p CROSS JOIN attributes a
        WHERE a.key = 'mineral-class' AND p.slug LIKE 'stone-%'`,
    )
    await database.query('ANALYZE')
  }, 60_000)

  test.each([
    [
      'the latest orders of a variant',
      'SELECT order_id FROM order_lines WHERE variant_id = 7 ORDER BY order_id DESC LIMIT 20',
      'Index Only Scan using order_lines_variant_id_order_id_idx',
    ],
    [
      'what is most wanted',
      "SELECT id FROM products WHERE status = 'published' AND published_at <= now() AND popularity > 0 ORDER BY popularity DESC, id LIMIT 4",
      'Index Scan using products_wanted',
    ],
    [
      'what is most wanted in a category',
      "SELECT id FROM products WHERE category_id = 12 AND status = 'published' ORDER BY popularity DESC, id LIMIT 12",
      'Index Only Scan using products_wanted_in_category',
    ],
    [
      'what is new',
      "SELECT id FROM products WHERE status = 'published' AND published_at <= now() ORDER BY published_at DESC, id LIMIT 8",
      'Index Only Scan using products_new',
    ],
    [
      'what the shopkeeper has chosen',
      "SELECT id FROM products WHERE status = 'published' AND published_at <= now() AND featured_position IS NOT NULL ORDER BY featured_position LIMIT 8",
      'products_featured',
    ],
  ])('%s', async (_what, sql, index) => {
    expect(await plan(sql)).toContain(index)
    expect(await plan(sql)).not.toContain('Seq Scan')
  })

  test('what shares a fact', async () => {
    const mineralClass = await figure("SELECT id FROM attributes WHERE key = 'mineral-class'")
    const found = await plan(
      `SELECT product_id FROM attribute_values WHERE attribute_id = ${mineralClass} AND text = 'Class 3' ORDER BY product_id DESC LIMIT 12`,
    )
    expect(found).toContain('Index Only Scan using attribute_values_attribute_id_text_product_id_idx')
    expect(found).not.toContain('Seq Scan')
  })

  test('and a customer’s suggestions neither', async () => {
    const possessions = await shop.read.recommendations.possessionsOf(
      await figure('SELECT user_id FROM orders WHERE user_id IS NOT NULL ORDER BY id LIMIT 1'),
    )
    const suggested = await shop.read.recommendations.suggestions(possessions, new Date())
    const perTie = (tie: string) => suggested.filter((suggestion) => suggestion.tie === tie).length
    expect(possessions.length).toBeGreaterThan(3)
    for (const tie of ['category', 'class', 'locality']) expect(perTie(tie)).toBeLessThanOrEqual(12 * 12)
    expect(perTie('together')).toBeLessThanOrEqual(12 * 20)
  })
})
