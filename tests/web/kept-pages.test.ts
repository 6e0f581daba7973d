import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { aShop, type TestShop } from '../support/test-shop.ts'
import { Visitor } from '../support/visitor.ts'

let shop: TestShop

beforeAll(async () => {
  shop = await aShop('demo', { LOG_LEVEL: 'silent' })
})

afterAll(() => shop[Symbol.asyncDispose]())

const STREAMS_PER_ADDRESS = 60
const SUGGESTIONS_PER_MINUTE = 300

/** A customer with a name, an address and a cart of their own. */
async function aCustomer(address: string): Promise<Visitor> {
  const customer = new Visitor(shop.url, address)
  const [variant] = await shop.database.query<{ id: number }>(
    "SELECT v.id FROM variants v JOIN products p ON p.id = v.product_id WHERE p.slug = 'pyrite' LIMIT 1",
  )
  await customer.post('/register', {
    name: 'Ottoline Quill',
    email: `ottoline-${address}@quill.example`,
    password: 'a long test password',
  })
  await customer.post('/cart/lines', { variant: String(variant?.id), quantity: '1' })
  // Shown and forgotten: the welcome is for one page.
  await customer.get('/cart')
  return customer
}

/** What is left of a page without its holes. */
function withoutHoles(html: string): string {
  return html
    .replaceAll(/name="_csrf" value="[^"]*"/g, '')
    .replaceAll(/<ul class="site-header__links row">[\s\S]*?<\/ul>/g, '')
}

describe('a page that somebody who is signed in saw first', () => {
  test.each([
    { path: '/', address: '198.51.100.1' },
    { path: '/categories/silicates', address: '198.51.100.11' },
    { path: '/products/azurite', address: '198.51.100.21' },
  ])('is kept without a trace of them: $path', async ({ path, address }) => {
    const theirs = await (await aCustomer(address)).get(path)
    const guests = await new Visitor(shop.url, '198.51.100.2').get(path)
    expect([theirs.status, guests.status]).toEqual([200, 200])
    expect(theirs.text).toContain('Sign out')
    expect(withoutHoles(guests.text)).toBe(withoutHoles(theirs.text))
    expect(guests.text).not.toMatch(/Ottoline|quill|Sign out/i)
  })

  test('names the shop’s own address, whatever host it was asked for', async () => {
    const first = new Visitor(shop.url, '198.51.100.3')
    const page = await first.get('/products/fluorite', {
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'https',
    })
    expect(page.text).toMatch(/<link rel="canonical" href="http:\/\/localhost:\d+\/products\/fluorite">/)
    const next = await new Visitor(shop.url, '198.51.100.4').get('/products/fluorite')
    expect(next.text).not.toContain('evil.example')
  })

  test('is not found under a variant of another product, and never under two at once', async () => {
    const [other] = await shop.database.query<{ id: number }>(
      "SELECT v.id FROM variants v JOIN products p ON p.id = v.product_id WHERE p.slug = 'pyrite' LIMIT 1",
    )
    const guest = new Visitor(shop.url, '198.51.100.5')
    const statuses = async (...queries: string[]) =>
      Promise.all(queries.map(async (query) => (await guest.get(`/products/azurite?${query}`)).status))
    expect(await statuses(`variant=${other?.id}`, 'variant=1&variant=2', 'variant[]=1')).toEqual([
      404, 422, 200,
    ])
  })
})

test('an address has a bounded number of streams, and gets back what it leaves while it waits', async () => {
  const headers = { 'x-forwarded-for': '198.51.100.6' }
  const gone = new AbortController()
  const opened = (signal?: AbortSignal) => fetch(`${shop.url}/products/azurite/events`, { headers, signal })
  const locked = new pg.Client({ connectionString: shop.database.url })
  await locked.connect()
  try {
    await locked.query('BEGIN; LOCK TABLE products IN ACCESS EXCLUSIVE MODE')
    const streams = Array.from({ length: STREAMS_PER_ADDRESS + 1 }, () => opened(gone.signal))
    expect((await Promise.race(streams)).status).toBe(503)
    gone.abort()
    await Promise.allSettled(streams)
  } finally {
    await locked.query('ROLLBACK')
    await locked.end()
  }
  const again = new AbortController()
  let answer = await opened(again.signal)
  // The server learns a moment later than we that they are gone.
  for (let tries = 0; answer.status === 503 && tries < 50; tries += 1) {
    await sleep(100)
    answer = await opened(again.signal)
  }
  expect(answer.status).toBe(200)
  again.abort()
})

test('an address that asks for suggestions without end is asked to wait', async () => {
  const [busy, other] = [new Visitor(shop.url, '198.51.100.7'), new Visitor(shop.url, '198.51.100.8')]
  for (let asked = 0; asked < SUGGESTIONS_PER_MINUTE; asked += 1) await busy.get('/search/suggestions?q=a')
  expect((await busy.get('/search/suggestions?q=a')).status).toBe(429)
  expect((await other.get('/search/suggestions?q=a')).status).toBe(200)
})
