import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { byScript, linesOn, stock, undoKey, variantOf } from '../support/cart.ts'
import { ADDRESS, pay, place, toReview } from '../support/purchase.ts'
import { aRedis, type TestRedis } from '../support/redis.ts'
import { aShop, type TestShop } from '../support/test-shop.ts'
import { Visitor } from '../support/visitor.ts'

const ACCOUNT = { name: 'Mary Anning', email: 'mary@example.com', password: 'ammonites and belemnites' }

let redis: TestRedis
let shop: TestShop
let fluorite: string
let customer: Visitor
let guest: Visitor

beforeAll(async () => {
  redis = await aRedis()
  shop = await aShop('demo', { REDIS_URL: redis.url, LOG_LEVEL: 'silent' })
  fluorite = await variantOf(shop, 'FLUO-TN-GREE')
  await stock(shop, fluorite, 50)
  customer = new Visitor(shop.url, '203.0.113.20')
  await customer.post('/register', ACCOUNT)
  await customer.post('/cart/lines', { variant: fluorite, quantity: '2' })
  guest = new Visitor(shop.url, '203.0.113.21')
  await guest.post('/cart/lines', { variant: fluorite, quantity: '3' })
  await redis.kill()
})

afterAll(() => shop[Symbol.asyncDispose]())

describe('while Redis is down', () => {
  test('a guest reads and changes the cart, takes that back, and pays', async () => {
    expect(linesOn(await guest.get('/cart'))).toEqual({ [fluorite]: 3 })
    await guest.post(`/cart/lines/${fluorite}`, { quantity: '4' })
    const removed = await guest.follow(await guest.post(`/cart/lines/${fluorite}`, { quantity: '0' }))
    await guest.post('/cart/undo', { key: undoKey(removed) })
    expect(linesOn(await guest.get('/cart'))).toEqual({ [fluorite]: 4 })
    const same = { 'idempotency-key': 'once' }
    await byScript(guest, '/cart/lines', { variant: fluorite }, same)
    expect((await byScript(guest, '/cart/lines', { variant: fluorite }, same)).cartUnits).toBe(5)
    const review = await toReview(guest, { ...ADDRESS, email: 'outage@example.com' })
    expect((await pay(guest, await place(guest, review))).text).toContain('Payment successful')
  })

  test('a customer reads and changes their cart', async () => {
    const page = await customer.get('/cart')
    expect([page.status, linesOn(page)]).toEqual([200, { [fluorite]: 2 }])
    expect((await byScript(customer, `/cart/lines/${fluorite}`, { quantity: '5' })).cartUnits).toBe(5)
  })
})

describe('a session that is lost', () => {
  test('costs a customer nothing but signing in: the cart is theirs, with what they added since', async () => {
    const visitor = new Visitor(shop.url, '203.0.113.22')
    const account = { ...ACCOUNT, email: 'lost@example.com' }
    await visitor.post('/register', account)
    await visitor.post('/cart/lines', { variant: fluorite, quantity: '2' })
    await shop.database.query('DELETE FROM session')

    await visitor.post('/cart/lines', { variant: fluorite, quantity: '1' })
    expect(linesOn(await visitor.get('/cart'))).toEqual({ [fluorite]: 1 })
    const back = await visitor.follow(await visitor.post('/sign-in', { ...account, next: '/cart' }))
    expect(linesOn(back)).toEqual({ [fluorite]: 3 })
  })

  test('costs a guest nothing, nor does a restart of the browser: the cart is a cookie for 30 days', async () => {
    const visitor = new Visitor(shop.url, '203.0.113.23')
    const added = await visitor.post('/cart/lines', { variant: fluorite, quantity: '2' })
    const cookie = added.headers.getSetCookie().find((text) => text.startsWith('cart='))
    expect(cookie).toContain('Max-Age=2592000')
    expect(visitor.cookie('sid')).toBeUndefined()
    const restarted = new Visitor(shop.url, '203.0.113.23')
    restarted.setCookie('cart', visitor.cookie('cart') ?? '')
    expect(linesOn(await restarted.get('/cart'))).toEqual({ [fluorite]: 2 })
  })
})

test('a Redis that comes back empty signs nobody out', async () => {
  await using fresh = await aRedis()
  await using flushed = await aShop('demo', { REDIS_URL: fresh.url, LOG_LEVEL: 'silent' })
  const visitor = new Visitor(flushed.url)
  await visitor.post('/register', ACCOUNT)
  const store = new Redis(fresh.url)
  expect(await store.keys('session:*')).toHaveLength(1)
  await store.flushall()
  expect((await visitor.get('/account/orders')).status).toBe(200)
  expect(await store.keys('session:*')).toHaveLength(1)
  store.disconnect()
})
