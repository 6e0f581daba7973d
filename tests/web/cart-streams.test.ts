import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { answered, stock, variantOf } from '../support/cart.ts'
import { events } from '../support/events.ts'
import { aRedis, type TestRedis } from '../support/redis.ts'
import { anotherProcessOf, aShop, type TestShop } from '../support/test-shop.ts'
import { Visitor } from '../support/visitor.ts'

interface Told {
  readonly version: string | null
  readonly cartUnits: number | null
}

let redis: TestRedis
let shop: TestShop
let other: TestShop
let fluorite: string
let last = 0

beforeAll(async () => {
  redis = await aRedis()
  // Customers are known to both processes: sessions and the secrets of cookies are shared.
  shop = await aShop('demo', { REDIS_URL: redis.url, SESSION_SECRET: SECRET })
  other = await anotherProcessOf(shop, { REDIS_URL: redis.url, SESSION_SECRET: SECRET })
  fluorite = await variantOf(shop, 'FLUO-TN-GREE')
})

beforeEach(() => stock(shop, fluorite, 50))

afterAll(async () => {
  await other[Symbol.asyncDispose]()
  await shop[Symbol.asyncDispose]()
  await redis[Symbol.asyncDispose]()
})

const SECRET = 'a secret of the tests that is long enough for everybody'

const aVisitor = (at: TestShop = shop) => new Visitor(at.url, `192.0.2.${++last}`)

async function aCustomer() {
  const customer = aVisitor()
  const account = { name: 'Mary', email: `mary${last}@example.com`, password: 'ammonites and more' }
  await customer.post('/register', account)
  return { customer, account }
}

const listening = (visitor: Visitor, at: TestShop = shop) =>
  events<Told>(`${at.url}/cart/events`, { cookie: visitor.cookies })

describe('a customer’s open page', () => {
  test('is told of what they do on another device, by another process', async () => {
    const { customer, account } = await aCustomer()
    const phone = aVisitor(other)
    await phone.post('/sign-in', account)
    await using stream = await listening(customer)
    expect((await stream.next()).cartUnits).toBe(0)

    await phone.post('/cart/lines', { variant: fluorite, quantity: '2' })
    const told = await stream.next()
    expect(told.cartUnits).toBe(2)
    expect(told.version).toBe(answered(await customer.get('/cart', { accept: 'application/json' })).version)
    await phone.post('/cart/note', { note: 'Wrap it well.' })
    expect((await stream.next()).version).not.toBe(told.version)
  })

  test('is told when the shop adjusts the cart because somebody else bought the rest', async () => {
    const { customer } = await aCustomer()
    await customer.post('/cart/lines', { variant: fluorite, quantity: '3' })
    await using stream = await listening(customer)
    expect((await stream.next()).cartUnits).toBe(3)
    await stock(shop, fluorite, 1)
    await customer.get('/cart')
    expect((await stream.next()).cartUnits).toBe(1)
  })

  test('hears nothing of anybody else’s cart', async () => {
    const { customer } = await aCustomer()
    const { customer: stranger } = await aCustomer()
    await using stream = await listening(customer)
    await stream.next()
    await stranger.post('/cart/lines', { variant: fluorite, quantity: '9' })
    await customer.post('/cart/lines', { variant: fluorite, quantity: '1' })
    expect((await stream.next()).cartUnits).toBe(1)
  })

  test('is told nothing more after signing out in another tab', async () => {
    const { customer, account } = await aCustomer()
    const phone = aVisitor()
    await phone.post('/sign-in', account)
    await using stream = await listening(customer)
    await stream.next()
    await customer.post('/sign-out', {})
    await phone.post('/cart/lines', { variant: fluorite, quantity: '4' })
    expect(await stream.rest()).toEqual([])
  })
})

describe('a guest’s open page', () => {
  test('is sent to look again, and comes back with the cookie of then', async () => {
    const guest = aVisitor()
    await guest.post('/cart/lines', { variant: fluorite, quantity: '1' })
    await using stream = await listening(guest)
    expect((await stream.next()).cartUnits).toBe(1)
    await guest.post('/cart/lines', { variant: fluorite, quantity: '2' })
    expect(await stream.rest()).toEqual([{ version: null, cartUnits: null }])

    await using next = await listening(guest)
    expect(await next.next()).toEqual({
      version: answered(await guest.get('/cart', { accept: 'application/json' })).version,
      cartUnits: 3,
    })
  })

  test('is sent to look again when they sign in in another tab', async () => {
    const { account } = await aCustomer()
    const guest = aVisitor()
    await guest.post('/cart/lines', { variant: fluorite, quantity: '1' })
    // The news of that has gone by.
    await sleep(500)
    await using stream = await listening(guest)
    await stream.next()
    await guest.post('/sign-in', account)
    expect(await stream.rest()).toEqual([{ version: null, cartUnits: null }])
  })
})

test('one address has so many streams and no more, until one of them ends', async () => {
  const headers = { 'x-forwarded-for': '203.0.113.99' }
  const open = Array.from({ length: 60 }, () => events<Told>(`${shop.url}/cart/events`, headers))
  const streams = await Promise.all(open)
  const refused = await fetch(`${shop.url}/cart/events`, { headers })
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '60'])
  await streams[0]?.[Symbol.asyncDispose]()
  await expect.poll(async () => (await opened(headers)).status).toBe(200)
  for (const stream of streams) await stream[Symbol.asyncDispose]()
})

async function opened(headers: Record<string, string>): Promise<Response> {
  const gone = new AbortController()
  const answer = await fetch(`${shop.url}/cart/events`, { headers, signal: gone.signal })
  gone.abort()
  return answer
}

test('a shop that closes ends its streams', async () => {
  const third = await anotherProcessOf(shop)
  const stream = await events<Told>(`${third.url}/cart/events`)
  await stream.next()
  const rest = stream.rest()
  const began = performance.now()
  await third[Symbol.asyncDispose]()
  expect(await rest).toEqual([])
  // Otherwise it would wait five seconds for whoever is still there.
  expect(performance.now() - began).toBeLessThan(4_500)
})
