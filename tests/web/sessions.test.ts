import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { aRedis, type TestRedis } from '../support/redis.ts'
import { aShop, type TestShop } from '../support/test-shop.ts'
import { Visitor } from '../support/visitor.ts'

const ACCOUNT = { name: 'Mary Anning', email: 'mary@example.com', password: 'ammonites and belemnites' }

/** Two places for sessions and counters, one behaviour. */
describe.each(['PostgreSQL', 'Redis'])('with sessions in %s', (place) => {
  let redis: TestRedis
  let shop: TestShop

  beforeAll(async () => {
    redis = await aRedis()
    shop = await aShop('demo', place === 'Redis' ? { REDIS_URL: redis.url, LOG_LEVEL: 'silent' } : {})
    await new Visitor(shop.url).post('/register', ACCOUNT)
  })

  afterAll(async () => {
    await shop[Symbol.asyncDispose]()
    await redis[Symbol.asyncDispose]()
  })

  test('who signs in stays signed in, under a new session id', async () => {
    const visitor = new Visitor(shop.url, '203.0.113.2')
    await visitor.post('/sign-in', ACCOUNT)
    const first = visitor.cookie('sid')
    expect((await visitor.get('/account/orders')).text).toContain('My orders')
    await visitor.post('/sign-in', ACCOUNT)
    expect(visitor.cookie('sid')).not.toBe(first)
  })

  test('who signs out is out, even with the old cookie', async () => {
    const visitor = new Visitor(shop.url, '203.0.113.3')
    await visitor.post('/sign-in', ACCOUNT)
    const old = visitor.cookie('sid') ?? ''
    await visitor.post('/sign-out', {})
    expect(visitor.cookie('sid')).toBeUndefined()
    visitor.setCookie('sid', old)
    expect((await visitor.get('/account/orders')).location).toContain('/sign-in')
  })

  test('guests get no session at all', async () => {
    const visitor = new Visitor(shop.url)
    await visitor.get('/')
    await visitor.get('/cart')
    expect(visitor.cookie('sid')).toBeUndefined()
  })

  test('guessing passwords is stopped, and starts again for nobody else', async () => {
    const guesser = new Visitor(shop.url, '203.0.113.66')
    let last = await guesser.get('/sign-in')
    for (let tries = 0; tries <= 20; tries += 1)
      last = await guesser.post('/sign-in', { ...ACCOUNT, password: `guess ${tries}` })
    expect(last.status).toBe(429)
    expect((await new Visitor(shop.url, '203.0.113.67').post('/sign-in', ACCOUNT)).status).toBe(303)
  })
})

test('when Redis dies, guests browse and fill their carts, and guessing passwords is still stopped', async () => {
  const redis = await aRedis()
  await using shop = await aShop('demo', { REDIS_URL: redis.url, LOG_LEVEL: 'silent' })
  await redis.kill()

  const guest = new Visitor(shop.url, '203.0.113.4')
  const [variant] = await shop.database.query<{ id: number }>(
    "SELECT id FROM variants WHERE sku = 'FLUO-TN-GREE'",
  )
  await guest.post('/cart/lines', { variant: String(variant?.id) })
  expect((await guest.get('/cart')).text).toContain('Fluorite')

  const guesser = new Visitor(shop.url, '203.0.113.68')
  const answers = []
  for (let tries = 0; tries <= 20; tries += 1)
    answers.push((await guesser.post('/sign-in', { ...ACCOUNT, password: `guess ${tries}` })).status)
  expect(answers.at(-1)).toBe(429)
  expect(answers).not.toContain(500)
})
