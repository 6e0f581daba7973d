import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { aShop, OWNER, type TestShop } from '../support/test-shop.ts'
import { type Page, Visitor } from '../support/visitor.ts'

let shop: TestShop

beforeAll(async () => {
  shop = await aShop('demo', { LOG_LEVEL: 'silent' })
})

afterAll(() => shop[Symbol.asyncDispose]())

test('what breaks on our side is a page of the shop, with a number to name and nothing of our insides', async () => {
  const visitor = new Visitor(shop.url)
  await shop.database.query('ALTER TABLE products RENAME TO mislaid')
  try {
    for (const path of ['/products/fluorite', '/']) {
      const page = await visitor.get(path)
      expect(page.status).toBe(500)
      expect(page.text).toContain('Something broke on our side')
      expect(page.text).toContain('href="/cart"')
      expect(page.text).toContain(page.headers.get('x-request-id'))
      expect(page.text).not.toMatch(/prisma|mislaid|\.ts/i)
    }
  } finally {
    await shop.database.query('ALTER TABLE mislaid RENAME TO products')
  }
  expect((await visitor.get('/products/fluorite')).status).toBe(200)
})

describe('what cannot be shown is answered with its status, a search box, a way on and a number to name:', () => {
  const aVisitor = () => new Visitor(shop.url, '203.0.113.77')

  test.each([
    { name: 'nothing at this address', status: 404, answer: () => aVisitor().get('/products/unobtainium') },
    { name: 'no longer sold', status: 410, answer: aWithdrawnProduct },
    { name: 'too often', status: 429, answer: oneGuessTooMany },
    { name: 'too busy', status: 503, answer: aStuckAction },
  ])('$name', async ({ status, answer }) => {
    const page = await answer()
    expect(page.status).toBe(status)
    expect(page.text).toMatch(/<form [^>]*role="search"/)
    const [main = ''] = /<main[\s\S]*<\/main>/.exec(page.text) ?? []
    expect(main).toMatch(/href="\/(cart)?"/)
    expect(main).toContain(page.headers.get('x-request-id'))
    expect(page.text).not.toMatch(/prisma|stock_levels|\.ts:/i)
  })

  async function aWithdrawnProduct(): Promise<Page> {
    await shop.database.query("UPDATE products SET status = 'archived' WHERE slug = 'azurite'")
    return aVisitor().get('/products/azurite')
  }

  async function oneGuessTooMany(): Promise<Page> {
    const guesser = aVisitor()
    for (;;) {
      const answer = await guesser.post('/cart/coupons', { code: 'GUESS' })
      if (answer.status !== 303 && answer.status !== 422) return answer
    }
  }

  /** Somebody holds what it needs for longer than a shopper is kept waiting. */
  async function aStuckAction(): Promise<Page> {
    const [halite] = await shop.database.query<{ id: number }>(
      "SELECT id FROM variants WHERE sku = 'HALI-TN-COLO'",
    )
    const client = new pg.Client({ connectionString: shop.database.url })
    await client.connect()
    await client.query('BEGIN; LOCK TABLE holds IN ACCESS EXCLUSIVE MODE')
    try {
      return await aVisitor().post('/cart/lines', { variant: String(halite?.id), quantity: '1' })
    } finally {
      await client.end()
    }
  }
})

test('what failed while it was first read is read again by whoever asks next', async () => {
  await using fresh = await aShop('demo', { LOG_LEVEL: 'silent' })
  const visitor = new Visitor(fresh.url)
  // The shelf in memory is filled by the first question; something that it alone reads is missing.
  await fresh.database.query('ALTER TABLE attribute_values RENAME TO mislaid')
  const broken = await Promise.all(['/', '/categories/quartz', '/'].map((path) => visitor.get(path)))
  expect(broken.map(({ status }) => status)).toEqual([500, 500, 500])
  await fresh.database.query('ALTER TABLE mislaid RENAME TO attribute_values')
  for (const path of ['/', '/categories/quartz'])
    expect((await visitor.get(path)).text).toMatch(/class="card[ _"][\s\S]*href="\/products\//)
})

test('when the database cuts every connection, the shop goes on and nobody is signed out', async () => {
  const owner = new Visitor(shop.url)
  await owner.get('/backoffice')
  await owner.post('/backoffice/sign-in', OWNER)
  for (let cut = 0; cut < 3; cut += 1) {
    await shop.database.query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
    )
    await sleep(200)
    expect((await owner.get('/backoffice/orders')).status).toBe(200)
    expect((await new Visitor(shop.url).get('/products/fluorite')).status).toBe(200)
  }
})
