import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { linesOn, stock, variantOf } from '../support/cart.ts'
import { ADDRESS, place, toReview } from '../support/purchase.ts'
import { aShop, type TestShop } from '../support/test-shop.ts'
import { type Page, Visitor } from '../support/visitor.ts'

let shop: TestShop
let green: string
let lastAddress = 0

beforeAll(async () => {
  shop = await aShop('demo')
  green = await variantOf(shop, 'FLUO-TN-GREE')
  await stock(shop, green, 5_000)
})

afterAll(() => shop[Symbol.asyncDispose]())

const anAddress = () => `198.51.100.${++lastAddress}`

async function aCustomer(): Promise<Visitor> {
  const visitor = new Visitor(shop.url, anAddress())
  const email = `customer-${randomUUID().slice(0, 8)}@example.com`
  await visitor.post('/register', { name: 'Ada Lovelace', email, password: 'a long test password' })
  return visitor
}

async function ready(visitor: Visitor, quantity = '1'): Promise<Page> {
  await visitor.post('/cart/lines', { variant: green, quantity })
  return toReview(visitor, { ...ADDRESS, email: 'limits@example.com' })
}

async function order(visitor: Visitor, quantity = '1'): Promise<Page> {
  return place(visitor, await ready(visitor, quantity))
}

/** Cancels one of a customer's unpaid orders. */
async function cancelOne(visitor: Visitor): Promise<void> {
  const path =
    /href="(\/orders\/LM-\d+\?key=[\w-]+)"/.exec((await visitor.get('/account/orders')).text)?.[1] ?? ''
  await visitor.post(path.replace('?', '/cancellation?'), { seen: 'pending' })
}

describe('unpaid orders', () => {
  test('a customer may have five; the sixth waits until one of them is paid or cancelled', async () => {
    const customer = await aCustomer()
    for (let orders = 1; orders <= 5; orders += 1) expect((await order(customer)).status).toBe(303)
    const refused = await order(customer)
    expect(refused.status).toBe(409)
    expect(refused.text).toContain('You have 5 unpaid orders. Please pay or cancel one of them first.')
    await cancelOne(customer)
    const review = await customer.get('/checkout/review')
    expect((await place(customer, review)).location).toContain('/stand-in/')
  })

  test('a customer may keep sixty units, and one order of any size beside them, and no more', async () => {
    const customer = await aCustomer()
    expect((await order(customer, '60')).status).toBe(303)
    expect((await order(customer, '200')).status).toBe(303)
    const refused = await order(customer)
    expect(refused.status).toBe(409)
    expect(refused.text).toContain('You have unpaid orders for many specimens.')
  })

  test('the guests of one address may have twenty together', async () => {
    const address = anAddress()
    for (let orders = 1; orders <= 18; orders += 1)
      expect((await order(new Visitor(shop.url, address))).status, `order ${orders}`).toBe(303)
    const rush = Array.from({ length: 6 }, () => new Visitor(shop.url, address))
    const reviews: Page[] = []
    for (const visitor of rush) reviews.push(await ready(visitor))
    const answers = await Promise.all(rush.map((visitor, index) => place(visitor, reviews[index] as Page)))
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 303, 409, 409, 409, 409])
    const refused = answers.find(({ status }) => status === 409)
    expect(refused?.text).toContain('You have 20 unpaid orders.')
    expect((await order(new Visitor(shop.url, anAddress()))).status).toBe(303)
  })

  test('the whole shop may have two thousand; beyond that everybody waits a moment', async () => {
    const visitor = new Visitor(shop.url, anAddress())
    const review = await ready(visitor)
    const fill = (count: number) =>
      shop.database.query(
        `INSERT INTO orders (number, state, email, currency, items_total, discount_total, shipping_total, tax_added,
                             tax_included, total, address, delivery, placed_at)
         SELECT 'TEST-' || n || '-' || $1, 'pending', 'many@example.com', 'EUR', 0, 0, 0, 0, 0, 0, '{}', '{}', now()
           FROM generate_series(1, $1 - (SELECT count(*)::int FROM orders WHERE state = 'pending')) n`,
        [count],
      )
    try {
      await fill(2_000)
      const refused = await place(visitor, review)
      expect(refused.status).toBe(503)
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
      await shop.database.query("DELETE FROM orders WHERE number LIKE 'TEST-1-%'")
      expect((await place(visitor, review)).status).toBe(303)
    } finally {
      await shop.database.query("DELETE FROM orders WHERE number LIKE 'TEST-%'")
    }
  })
})

describe('a specimen of which one order may have three', () => {
  let rare: string

  beforeAll(async () => {
    rare = await variantOf(shop, 'PYRI-TN-BRAS')
    await stock(shop, rare, 100)
    await shop.database.query('UPDATE variants SET max_per_order = 3 WHERE id = $1', [rare])
  })

  const SENTENCE = 'One order may have at most 3 of Pyrite'

  test('goes into the cart three times, by whatever way', async () => {
    const visitor = new Visitor(shop.url, anAddress())
    expect((await visitor.post('/cart/lines', { variant: rare, quantity: '3' })).status).toBe(303)
    for (const refused of [
      await visitor.post('/cart/lines', { variant: rare, quantity: '1' }),
      await visitor.post(`/cart/lines/${rare}`, { quantity: '4' }),
    ]) {
      expect(refused.status).toBe(409)
      expect(refused.text).toContain(SENTENCE)
    }
    expect(linesOn(await visitor.get('/cart'))).toEqual({ [rare]: 3 })
    await visitor.post(`/cart/lines/${rare}/later`, {})
    await visitor.post('/cart/lines', { variant: rare, quantity: '2' })
    expect((await visitor.post('/cart/lines', { variant: rare, quantity: '3' })).status).toBe(409)
    const shared = `${Number(rare).toString(36)}.9`
    await visitor.post('/shared-cart', { items: shared })
    expect(linesOn(await visitor.get('/cart'))).toEqual({ [rare]: 3 })
  })

  test('is not ordered four times by a cart that is older than the limit', async () => {
    const visitor = new Visitor(shop.url, anAddress())
    await shop.database.query('UPDATE variants SET max_per_order = NULL WHERE id = $1', [rare])
    await visitor.post('/cart/lines', { variant: rare, quantity: '4' })
    const review = await toReview(visitor)
    await shop.database.query('UPDATE variants SET max_per_order = 3 WHERE id = $1', [rare])
    const refused = await place(visitor, review)
    expect(refused.status).toBe(409)
    expect(refused.text).toContain(SENTENCE)
    expect((await visitor.get('/cart')).text).toContain(SENTENCE)
    // Fewer is always possible.
    expect((await visitor.post(`/cart/lines/${rare}`, { quantity: '3' })).status).toBe(303)
    expect((await place(visitor, await toReview(visitor))).status).toBe(303)
  })
})

describe('“my orders”', () => {
  test('come in pages of twenty, each order once, the newest first', async () => {
    const customer = await aCustomer()
    await order(customer)
    await shop.database.query(
      `INSERT INTO orders (number, user_id, state, email, currency, items_total, discount_total, shipping_total, tax_added,
                           tax_included, total, address, delivery, placed_at)
       SELECT 'LM-9' || n, o.user_id, 'cancelled', o.email, 'EUR', 0, 0, 0, 0, 0, 0, o.address, o.delivery,
              o.placed_at - (n / 3) * interval '1 day'
         FROM generate_series(1000, 1044) n, (SELECT * FROM orders ORDER BY id DESC LIMIT 1) o`,
    )
    const seen: string[] = []
    let path: string | undefined = '/account/orders'
    for (let pages = 0; path && pages < 5; pages += 1) {
      const { text }: Page = await customer.get(path)
      const numbers = [...text.matchAll(/class="cover" href="[^"]*">(LM-\d+)</g)].map(
        ([, found = '']) => found,
      )
      expect(numbers.length).toBeLessThanOrEqual(20)
      seen.push(...numbers)
      path = /href="(\/account\/orders\?before=[^"]+)"/.exec(text)?.[1]
    }
    expect(seen).toHaveLength(46)
    expect(new Set(seen).size).toBe(46)
    const rows = await shop.database.query<{ number: string }>(
      'SELECT number FROM orders WHERE user_id = (SELECT user_id FROM orders WHERE number = $1) ORDER BY placed_at DESC, id DESC',
      [seen[0]],
    )
    expect(seen).toEqual(rows.map(({ number }) => number))
  })

  test('do not go on from somebody else’s', async () => {
    const customer = await aCustomer()
    await order(customer)
    const own = /LM-\d+/.exec((await customer.get('/account/orders')).text)?.[0]
    for (const before of ['LM-91000', 'nonsense', '%00', 'a'.repeat(200)])
      expect((await customer.get(`/account/orders?before=${before}`)).text, before).toContain(own)
  })
})
