import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { events } from '../support/events.ts'
import { aRedis, type TestRedis } from '../support/redis.ts'
import { anotherProcessOf, aShop, type TestShop } from '../support/test-shop.ts'
import { Visitor } from '../support/visitor.ts'

let redis: TestRedis
let shop: TestShop
let other: TestShop

beforeAll(async () => {
  redis = await aRedis()
  shop = await aShop('demo', { REDIS_URL: redis.url, LOG_LEVEL: 'silent' })
  other = await anotherProcessOf(shop, { REDIS_URL: redis.url, LOG_LEVEL: 'silent' })
})

afterAll(async () => {
  await other[Symbol.asyncDispose]()
  await shop[Symbol.asyncDispose]()
  await redis[Symbol.asyncDispose]()
})

const priceIn = (text: string) => /data-show="price"><span data-text>([^<]+)/.exec(text)?.[1]

async function aVariant(slug: string): Promise<{ id: number; price: number }> {
  const [variant] = await shop.database.query<{ id: number; price: number }>(
    'SELECT v.id, v.price FROM variants v JOIN products p ON p.id = v.product_id WHERE p.slug = $1 ORDER BY v.position LIMIT 1',
    [slug],
  )
  if (!variant) throw new Error(`The demo has no ${slug}.`)
  return variant
}

describe('two processes on one database and one Redis', () => {
  test('never show an old price, however often it changes', async () => {
    const { id } = await aVariant('rhodochrosite')
    const guest = new Visitor(shop.url)
    const elsewhere = new Visitor(other.url)
    const path = `/products/rhodochrosite?variant=${id}`
    for (let cents = 10_001; cents < 10_031; cents += 1) {
      await shop.database.query('UPDATE variants SET price = $1 WHERE id = $2', [cents, id])
      const pages = await Promise.all([guest.get(path), elsewhere.get(path), guest.get(path)])
      for (const page of pages) expect(priceIn(page.text)).toBe(`€${(cents / 100).toFixed(2)}`)
    }
  })

  test('keep one page for both, and show the unit that the other has just sold to nobody', async () => {
    const { id } = await aVariant('fluorite')
    await shop.database.query('UPDATE stock_levels SET on_hand = 1, on_hold = 0 WHERE variant_id = $1', [id])
    const path = `/products/fluorite?variant=${id}`
    const buyer = new Visitor(other.url, '203.0.113.7')
    expect((await new Visitor(shop.url).get(path)).text).toContain('The only one')
    await buyer.post('/cart/lines', { variant: String(id), quantity: '1' })
    expect((await new Visitor(shop.url).get(path)).text).toContain('In another shopper’s cart')
    expect((await buyer.get(path)).text).toContain('The only one')
  })
})

describe('a page that is kept', () => {
  test('leaves everybody their own cart, token and notices', async () => {
    const [first, second] = [new Visitor(shop.url, '203.0.113.8'), new Visitor(shop.url, '203.0.113.9')]
    const { id } = await aVariant('pyrite')
    await first.get('/products/azurite')
    await first.post('/cart/lines', { variant: String(id), quantity: '1' })
    const [mine, theirs] = [await first.get('/products/azurite'), await second.get('/products/azurite')]
    const badge = (text: string) => /id="cart-badge"[^>]*>(\d*)</.exec(text)?.[1]
    expect([badge(mine.text), badge(theirs.text)]).toEqual(['1', ''])
    const token = (text: string) => /name="_csrf" value="([^"]+)"/.exec(text)?.[1]
    expect(token(mine.text)).not.toBe(token(theirs.text))
  })

  test('gives each of many who ask at once one token of their own, in all forms of the page', async () => {
    await new Visitor(shop.url).get('/products/azurite')
    const pages = await Promise.all(
      Array.from({ length: 60 }, () => new Visitor(shop.url).get('/products/azurite')),
    )
    const tokens = pages.map(({ text }) =>
      [...text.matchAll(/name="_csrf" value="([^"]+)"/g)].map(([, token]) => token),
    )
    expect(new Set(tokens.map(([first]) => first)).size).toBe(60)
    for (const inPage of tokens) expect(new Set(inPage).size).toBe(1)
    for (const { text } of pages) expect(text.trimEnd()).toMatch(/<\/html>$/)
  })

  test('a token from it is accepted', async () => {
    const { id } = await aVariant('pyrite')
    await new Visitor(shop.url).get('/products/pyrite')
    await new Visitor(shop.url).get('/products/pyrite')
    const guest = new Visitor(shop.url, '203.0.113.10')
    await guest.get('/products/pyrite')
    const added = await guest.post('/cart/lines', { variant: String(id), quantity: '1' })
    expect([added.status, added.location]).toEqual([303, '/cart'])
  })

  test('changes at the second in which a sale begins, and again when it ends', async () => {
    const { id, price } = await aVariant('topaz')
    const path = `/products/topaz?variant=${id}`
    const guest = new Visitor(shop.url)
    const shown = async () => priceIn((await guest.get(path)).text)
    const full = await shown()
    await shop.database.query(
      `INSERT INTO sales (name, product_id, percent, starts_at, ends_at)
       SELECT 'Flash', product_id, 50, now() + interval '1 second', now() + interval '3 seconds' FROM variants WHERE id = $1`,
      [id],
    )
    expect(await shown()).toBe(full)
    await until(async () => (await shown()) !== full)
    expect((await guest.get(path)).text).toContain(`€${(Math.round(price / 2) / 100).toFixed(2)}`)
    await until(async () => (await shown()) === full)
  })

  test('lies in Redis for every process, and is made again when Redis was emptied', async () => {
    const store = new Redis(redis.url)
    const get = async (at: TestShop) => (await new Visitor(at.url).get('/products/calcite')).text
    try {
      const first = priceIn(await get(shop))
      await expect.poll(() => store.keys('page:*/products/calcite')).toHaveLength(1)
      expect(priceIn(await get(other))).toBe(first)
      expect(await store.keys('page:*/products/calcite')).toHaveLength(1)
      await store.flushall()
      for (const at of [shop, other]) expect(priceIn(await get(at))).toBe(first)
    } finally {
      store.disconnect()
    }
  })

  test('is whole when Redis dies', async () => {
    await redis.kill()
    for (const at of [shop, other])
      expect((await new Visitor(at.url).get('/products/azurite')).status).toBe(200)
  })
})

describe('whoever looks at a product', () => {
  test('is told of stock and price by every process, and sees the state at once', async () => {
    const { id } = await aVariant('malachite')
    await shop.database.query('UPDATE stock_levels SET on_hand = 2, on_hold = 0 WHERE variant_id = $1', [id])
    await using stream = await events<Told>(`${other.url}/products/malachite/events`)
    expect(label(await stream.next(), id)).toBe('Only 2 left')

    await new Visitor(shop.url, '203.0.113.11').post('/cart/lines', { variant: String(id), quantity: '1' })
    expect(label(await stream.next(), id)).toBe('Only 1 left')

    await shop.database.query('UPDATE variants SET price = 77_700 WHERE id = $1', [id])
    expect((await stream.next()).sheets.find((sheet) => sheet.id === id)?.price).toBe('€777.00')
  })

  test('gets no stream for a product that does not exist', async () => {
    expect((await fetch(`${shop.url}/products/kryptonite/events`)).status).toBe(404)
  })
})

interface Told {
  readonly stock: string
  readonly sheets: readonly { readonly id: number; readonly price: string }[]
}

function label({ stock }: Told, variant: number): string | undefined {
  return new RegExp(`data-stock-of="${variant}"[^>]*>([^<]*)`).exec(stock)?.[1]
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((done) => setTimeout(done, 100))
}
