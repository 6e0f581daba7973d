import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { networkOf } from '../../src/web/network.ts'
import { aRedis, type TestRedis } from '../support/redis.ts'
import { aShop, type TestShop } from '../support/test-shop.ts'
import { type Page, Visitor } from '../support/visitor.ts'

async function green(shop: TestShop): Promise<string> {
  const [row] = await shop.database.query<{ variant_id: number }>(
    `UPDATE stock_levels SET on_hand = 500
      WHERE variant_id = (SELECT id FROM variants WHERE sku = 'FLUO-TN-GREE') RETURNING variant_id`,
  )
  return String(row?.variant_id)
}

/** Somebody with something in the cart. */
async function aShopper(shop: TestShop, address: string): Promise<Visitor> {
  const visitor = new Visitor(shop.url, address)
  await visitor.post('/cart/lines', { variant: await green(shop), quantity: '1' })
  return visitor
}

async function guess(visitor: Visitor, times: number): Promise<Page> {
  let last = await visitor.get('/cart')
  for (let tries = 1; tries <= times; tries += 1)
    last = await visitor.post('/cart/coupons', { code: `TRY${tries}` })
  return last
}

async function repeat(visitor: Visitor, variant: string, times: number): Promise<Page> {
  let last = await visitor.get('/cart')
  for (let tries = 1; tries <= times; tries += 1)
    last = await visitor.post(`/cart/lines/${variant}`, { quantity: String((tries % 2) + 1) })
  return last
}

describe.each(['each process', 'Redis', 'a Redis that has died'])('with counts in %s', (place) => {
  let redis: TestRedis
  let shop: TestShop

  beforeAll(async () => {
    redis = await aRedis()
    shop = await aShop('demo', place === 'each process' ? {} : { REDIS_URL: redis.url, LOG_LEVEL: 'silent' })
    if (place === 'a Redis that has died') await redis.kill()
  })

  afterAll(async () => {
    await shop[Symbol.asyncDispose]()
    await redis[Symbol.asyncDispose]()
  })

  test('a cart takes fifteen guesses of coupons, and the sixteenth is kept for later', async () => {
    const guesser = await aShopper(shop, '203.0.113.10')
    expect((await guess(guesser, 15)).status).toBe(422)
    const refused = await guesser.post('/cart/coupons', { code: 'LATER-50' })
    expect(refused.status).toBe(429)
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(500)
    expect(refused.text).toMatch(/Please try again in \d+ minutes/)
    expect(refused.text).toMatch(/name="code"[^>]*value="LATER-50"/)
    expect(refused.text).toContain('action="/cart/coupons"')
  })

  test('who reached the limit of coupons still changes the cart, and takes coupons out', async () => {
    const guesser = await aShopper(shop, '203.0.113.11')
    await guess(guesser, 16)
    expect((await guesser.post('/cart/coupons', { code: 'TRY1', remove: '1' })).status).toBe(303)
    expect((await guesser.post('/cart/lines', { variant: await green(shop), quantity: '1' })).status).toBe(
      303,
    )
  })

  test('an address takes forty guesses, with however many carts', async () => {
    for (let cart = 0; cart < 4; cart += 1) await guess(await aShopper(shop, '203.0.113.12'), 10)
    const fresh = await aShopper(shop, '203.0.113.12')
    expect((await guess(fresh, 1)).status).toBe(429)
    expect((await guess(await aShopper(shop, '203.0.113.13'), 1)).status).toBe(422)
  })

  test('a cart takes 120 actions a minute; the form keeps the quantity, and looking goes on', async () => {
    const script = await aShopper(shop, '203.0.113.14')
    const variant = await green(shop)
    await repeat(script, variant, 119)
    const refused = await script.post(`/cart/lines/${variant}`, { quantity: '7' })
    expect(refused.status).toBe(429)
    expect(refused.text).toMatch(/name="quantity"[^>]*value="7"/)
    expect(refused.text).toMatch(/Please try again in \d+ seconds/)
    expect((await script.get('/cart')).status).toBe(200)
    const neighbour = await aShopper(shop, '203.0.113.14')
    expect((await neighbour.get('/cart')).text).toContain('Fluorite')
  })

  test('a script is told in JSON', async () => {
    const script = await aShopper(shop, '203.0.113.15')
    await guess(script, 15)
    const refused = await script.post('/cart/coupons', { code: 'MORE' }, { accept: 'application/json' })
    expect(refused.status).toBe(429)
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(JSON.parse(refused.text)).toMatchObject({
      success: false,
      message: expect.stringContaining('Please try again in'),
    })
  })
})

test('an address takes 600 actions a minute, with however many carts', async () => {
  await using shop = await aShop('demo')
  const visitors = Array.from({ length: 10 }, () => new Visitor(shop.url, '203.0.113.16'))
  const remove = async (visitor: Visitor) => (await visitor.post('/cart/lines/1', { quantity: '0' })).status
  for (let actions = 0; actions < 60; actions += 1)
    expect(await Promise.all(visitors.map(remove))).not.toContain(429)
  expect(await Promise.all(visitors.map(remove))).toEqual(visitors.map(() => 429))
})

describe('what one address sets aside', () => {
  let shop: TestShop
  let variant: string

  beforeAll(async () => {
    shop = await aShop('demo')
    variant = await green(shop)
  })

  afterAll(() => shop[Symbol.asyncDispose]())

  async function held(): Promise<number> {
    const [row] = await shop.database.query<{ held: number }>(
      'SELECT coalesce(sum(quantity), 0)::int AS held FROM holds WHERE variant_id = $1',
      [variant],
    )
    return row?.held ?? 0
  }

  async function fill(address: string, account?: string): Promise<Page> {
    const visitor = new Visitor(shop.url, address)
    if (account)
      await visitor.post('/register', {
        name: account,
        email: `${account}@example.com`,
        password: 'a long test password',
      })
    return visitor.post('/cart/lines', { variant, quantity: '25' })
  }

  test('is bounded, whether it comes with many guests or many customers', async () => {
    const before = await held()
    for (const account of [undefined, 'first', undefined, 'second', 'third'])
      expect((await fill('203.0.113.20', account)).status).toBe(303)
    expect((await held()) - before).toBe(50)
  })

  test('leaves the rest to others, each within the same bound', async () => {
    const before = await held()
    for (const address of ['203.0.113.21', '203.0.113.22', '203.0.113.23'])
      for (let cart = 0; cart < 3; cart += 1) await fill(address)
    expect((await held()) - before).toBe(150)
  })

  test('is bounded when all carts are filled at the same moment', async () => {
    const before = await held()
    await Promise.all(Array.from({ length: 8 }, () => fill('203.0.113.24')))
    expect((await held()) - before).toBe(50)
  })

  test('counts an IPv6 network as one', async () => {
    const before = await held()
    for (const end of ['1', '2', 'ffff:1']) await fill(`2001:db8:7::${end}`)
    expect((await held()) - before).toBe(50)
  })
})

test.each([
  ['203.0.113.7', '203.0.113.7'],
  ['::ffff:203.0.113.7', '::ffff:203.0.113.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:db8::6', '2001:db8:0:0'],
  ['2001:db8:1:2:3::', '2001:db8:1:2'],
  ['::1', '0:0:0:0'],
])('of the address %s, %s cannot be changed at will', (address, network) => {
  expect(networkOf(address)).toBe(network)
})
