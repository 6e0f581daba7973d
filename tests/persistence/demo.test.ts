import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { minerals } from '../../prisma/seed/minerals/all.ts'
import { sets } from '../../prisma/seed/sets.ts'
import { Database } from '../../src/persistence/database.ts'
import { AccountService } from '../../src/services/account.service.ts'
import { aDatabase, type TestDatabase } from '../support/database.ts'

let database: TestDatabase
let shop: Database

beforeAll(async () => {
  database = await aDatabase('demo')
  shop = new Database(database.url)
})
afterAll(async () => {
  await shop.close()
  await database[Symbol.asyncDispose]()
})

/** Rows that contradict what must be true; a list of none is a proof. */
function wrong(sql: string) {
  return database.query(sql)
}

async function figure(sql: string): Promise<number> {
  const [row] = await database.query<{ n: number }>(`SELECT (${sql})::int AS n`)
  return row?.n ?? 0
}

describe('the past orders of the demo', () => {
  test('are many, and in every state that an order lives through', async () => {
    expect(await figure('SELECT count(*) FROM orders')).toBeGreaterThanOrEqual(150)
    const states = await database.query('SELECT DISTINCT state::text FROM orders ORDER BY 1')
    expect(states.map(({ state }) => state)).toEqual(expect.arrayContaining(['delivered', 'paid', 'shipped']))
    expect(await figure('SELECT count(*) FROM orders WHERE placed_at > now() OR paid_at > now()')).toBe(0)
  })

  test('add up, line by line', async () => {
    expect(
      await wrong(`
        SELECT o.number FROM orders o JOIN order_lines l ON l.order_id = o.id
         GROUP BY o.id
        HAVING o.items_total - o.discount_total <> sum(l.total)
            OR o.shipping_total <> (o.delivery ->> 'price')::int
            OR o.tax_included <> sum(l.tax) + (o.delivery ->> 'tax')::int`),
    ).toEqual([])
    expect(
      await wrong(
        'SELECT number FROM orders o WHERE NOT EXISTS (SELECT FROM order_lines WHERE order_id = o.id)',
      ),
    ).toEqual([])
  })

  test('name what was sold as the catalogue names it', async () => {
    expect(
      await wrong(`
        SELECT l.id FROM order_lines l JOIN variants v ON v.id = l.variant_id JOIN products p ON p.id = v.product_id
         WHERE (l.sku, l.product_slug, l.list_price) <> (v.sku, p.slug, v.price)
            OR p.published_at > (SELECT placed_at FROM orders WHERE id = l.order_id)`),
    ).toEqual([])
  })

  test('have a timeline that ends where the order is, and a parcel if it has left', async () => {
    expect(
      await wrong(`
        SELECT o.number FROM orders o JOIN timeline_entries t ON t.order_id = o.id
         GROUP BY o.id
        HAVING (array_agg(t.what ORDER BY t.id DESC))[1] <>
               CASE o.state WHEN 'paid' THEN 'Payment received' WHEN 'shipped' THEN 'Shipped' ELSE 'Delivered' END
            OR (o.state <> 'paid') <> EXISTS (SELECT FROM shipments WHERE order_id = o.id)
            OR array_agg(t.at ORDER BY t.id) <> array_agg(t.at ORDER BY t.at)`),
    ).toEqual([])
  })

  test('have numbers in the order of their dates, and the next order takes the next', async () => {
    const numbers = await database.query<{ number: string }>(
      'SELECT number FROM orders ORDER BY placed_at, id',
    )
    expect(numbers.map(({ number }) => number)).toEqual(numbers.map((_, index) => `LM-${1001 + index}`))
    expect(await shop.read.orders.nextNumber()).toBe(`LM-${1001 + numbers.length}`)
  })

  test('tell nobody anything: no event, no mail', async () => {
    expect(await figure('SELECT count(*) FROM outbox_events')).toBe(0)
    expect(await figure('SELECT count(*) FROM sent_mails')).toBe(0)
  })
})

test('the ledger explains every figure of the stock', async () => {
  expect(
    await wrong(`
      SELECT s.variant_id FROM stock_levels s LEFT JOIN stock_movements m ON m.variant_id = s.variant_id
       GROUP BY s.variant_id
      HAVING s.on_hand <> coalesce(sum(m.on_hand_change), 0) OR s.on_hold <> coalesce(sum(m.on_hold_change), 0)`),
  ).toEqual([])
  expect(await figure('SELECT sum(quantity) FROM order_lines')).toBe(
    await figure("SELECT -sum(on_hand_change) FROM stock_movements WHERE kind = 'sell'"),
  )
})

describe('the past customers of the demo', () => {
  test('cannot sign in', async () => {
    const accounts = new AccountService(shop, 4)
    const customers = await database.query<{ email: string; password_hash: string }>('SELECT * FROM users')
    expect(customers.length).toBeGreaterThanOrEqual(12)
    for (const { email, password_hash } of customers.slice(0, 2))
      for (const guess of ['', 'password', password_hash])
        expect(await accounts.signIn(email, guess)).toBeNull()
  })

  test('bought what their badge says they bought, before they wrote about it', async () => {
    expect(
      await wrong(`
        SELECT r.id FROM reviews r
         WHERE r.verified <> EXISTS (
           SELECT FROM orders o JOIN order_lines l ON l.order_id = o.id JOIN variants v ON v.id = l.variant_id
            WHERE o.user_id = r.user_id AND v.product_id = r.product_id
              AND o.state = 'delivered' AND o.paid_at < r.created_at)`),
    ).toEqual([])
  })
})

describe('what they said', () => {
  test('is plenty, mostly pleased, in words that differ', async () => {
    const stars = await database.query<{ stars: number; n: number }>(
      'SELECT stars, count(*)::int AS n FROM reviews GROUP BY stars ORDER BY stars DESC',
    )
    expect(stars.map((row) => row.stars)).toEqual([5, 4, 3, 2, 1])
    expect(stars.reduce((sum, { n }) => sum + n, 0)).toBeGreaterThanOrEqual(150)
    expect(await figure('SELECT count(*) - count(DISTINCT text) FROM reviews')).toBe(0)
    expect(await figure('SELECT count(*) - count(DISTINCT title) FROM reviews')).toBe(0)
    expect(await figure("SELECT count(*) FROM reviews WHERE reply <> ''")).toBeGreaterThanOrEqual(8)
  })

  test('adds up to the ratings of the products and the votes of the readers', async () => {
    expect(
      await wrong(`
        SELECT p.slug FROM products p LEFT JOIN reviews r ON r.product_id = p.id AND r.state = 'published'
         GROUP BY p.id HAVING p.rating_count <> count(r.id) OR p.rating_sum <> coalesce(sum(r.stars), 0)`),
    ).toEqual([])
    expect(
      await wrong(`
        SELECT r.id FROM reviews r LEFT JOIN review_votes v ON v.review_id = r.id
         GROUP BY r.id HAVING r.helpful <> count(v.user_id) OR r.user_id = ANY(array_agg(v.user_id))`),
    ).toEqual([])
    expect(await figure('SELECT sum(helpful) FROM reviews')).toBeGreaterThan(50)
  })

  test('lies in the past, and answers come after what they answer', async () => {
    expect(
      await wrong('SELECT id FROM reviews WHERE greatest(created_at, published_at, replied_at) > now()'),
    ).toEqual([])
    expect(await wrong('SELECT id FROM reviews WHERE least(published_at, replied_at) < created_at')).toEqual(
      [],
    )
    expect(
      await wrong(`
        SELECT a.id FROM answers a JOIN questions q ON q.id = a.question_id
         WHERE a.created_at <= q.created_at OR a.created_at > now()`),
    ).toEqual([])
  })

  test('leaves no question without an answer', async () => {
    expect(await figure('SELECT count(*) FROM questions')).toBeGreaterThanOrEqual(40)
    expect(
      await wrong(
        'SELECT id FROM questions q WHERE NOT EXISTS (SELECT FROM answers WHERE question_id = q.id)',
      ),
    ).toEqual([])
  })
})

test('every mineral leads on to three to five others', async () => {
  expect(
    await wrong(`
      SELECT p.slug, count(r.related_id)::int AS related FROM products p
        LEFT JOIN related_products r ON r.product_id = p.id
       GROUP BY p.id HAVING count(r.related_id) NOT BETWEEN 3 AND 5`),
  ).toEqual([])
})

test('every mineral is still there, with the variants that it had, and every set of them with one', async () => {
  const offers = minerals.flatMap((mineral) => mineral.offers)
  expect(await figure('SELECT count(*) FROM products')).toBe(minerals.length + sets.length)
  expect(await figure('SELECT count(*) FROM variants')).toBe(offers.length + sets.length)
})

test('every set can be had, and costs less than its parts', async () => {
  const rows = await database.query(`
    SELECT p.slug, (stock_of(v.id)).on_hand AS sets, sum(part.price * b.quantity)::int > v.price AS cheaper
      FROM products p JOIN variants v ON v.product_id = p.id JOIN bundle_parts b ON b.variant_id = v.id
      JOIN variants part ON part.id = b.part_variant_id
     GROUP BY p.id, v.id ORDER BY p.slug`)
  expect(rows).toEqual([
    { slug: 'classroom-box', sets: 2, cheaper: true },
    { slug: 'scratch-test-box', sets: 9, cheaper: true },
  ])
})
