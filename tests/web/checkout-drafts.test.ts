import fc from 'fast-check'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { stock, variantOf } from '../support/cart.ts'
import { formValues } from '../support/form-values.ts'
import { ADDRESS, place, toReview } from '../support/purchase.ts'
import { aRedis, type TestRedis } from '../support/redis.ts'
import { anotherProcessOf, aShop, type TestShop } from '../support/test-shop.ts'
import { type Page, Visitor } from '../support/visitor.ts'

const ACCOUNT = { name: 'Mary Anning', email: 'mary@example.com', password: 'ammonites and belemnites' }
const STEP = '/checkout/address'

let redis: TestRedis
let cache: Redis
let shop: TestShop
let restarted: TestShop
let fluorite: string

beforeAll(async () => {
  redis = await aRedis()
  cache = new Redis(redis.url)
  const variables = { REDIS_URL: redis.url, LOG_LEVEL: 'silent', SESSION_SECRET: 'x1'.repeat(32) }
  shop = await aShop('demo', variables)
  restarted = await anotherProcessOf(shop, variables)
  fluorite = await variantOf(shop, 'FLUO-TN-GREE')
  await stock(shop, fluorite, 5_000)
  await new Visitor(shop.url).post('/register', ACCOUNT)
})

afterAll(async () => {
  cache.disconnect()
  await restarted[Symbol.asyncDispose]()
  await shop[Symbol.asyncDispose]()
  await redis[Symbol.asyncDispose]()
})

type Typed = Record<string, string>

/** What goes wrong, and what the shopper then does: at the end they look at the form again. */
const FAILURES: Readonly<Record<string, (customer: Visitor, typed: Typed) => Promise<Page>>> = {
  'a field that is wrong': async (customer, typed) => customer.post(STEP, { ...typed, phone: 'x' }),

  'a token that has expired': async (customer, typed) => {
    const page = await customer.post(STEP, { ...typed, _csrf: 'expired' })
    expect(page.text).toContain('Please continue')
    await customer.post(STEP, without(formValues(page), '_csrf'))
    return customer.get(STEP)
  },

  'a session that has expired': async (customer, typed) => {
    const { ticket = '' } = formValues(await customer.get(STEP))
    await sessionsEnd()
    const page = await customer.post(STEP, { ...typed, ticket })
    expect(page.location).toBe('/sign-in?next=%2Fcheckout%2Fdelivery')
    expect((await customer.follow(page)).text).toContain('everything you entered is kept')
    await customer.post('/sign-in', ACCOUNT)
    return customer.get(STEP)
  },

  'a fault of the shop': async (customer, typed) => {
    await shop.database.query('ALTER TABLE checkout_drafts RENAME TO mislaid')
    const page = await customer.post(STEP, typed)
    await shop.database.query('ALTER TABLE mislaid RENAME TO checkout_drafts')
    expect([page.status, page.text.includes('Try again')]).toEqual([500, true])
    await customer.post(STEP, without(formValues(page), '_csrf', 'q'))
    return customer.get(STEP)
  },

  'a restart of the shop': async (customer, typed) => {
    await customer.post(STEP, typed)
    return as(customer, restarted).get(STEP)
  },

  'a Redis that comes back empty': async (customer, typed) => {
    await customer.post(STEP, typed)
    await cache.flushall()
    return customer.get(STEP)
  },

  'a page that is left without pressing the button': async (customer, typed) => {
    expect((await customer.post('/checkout/draft', typed)).status).toBe(204)
    return customer.get(STEP)
  },
}

const text = fc.string({ unit: 'grapheme', maxLength: 40 }).filter((typed) => !typed.includes('\0'))

const filled: fc.Arbitrary<Typed> = fc.record({
  ...{ email: text, name: text, line1: text, line2: text, company: text, postcode: text, city: text },
  country: fc.constantFrom('DE', 'AT', 'GB'),
  vatNumber: text,
  billing: fc.constantFrom('same', 'other'),
  billingCountry: fc.constant('US'),
  ...{ billingName: text, billingLine1: text, billingPostcode: text, billingCity: text },
  billingRegion: fc.constantFrom('NY', 'CA', ''),
})

test('nothing typed is lost, whatever is typed and whatever goes wrong', { timeout: 180_000 }, async () => {
  const customer = new Visitor(shop.url)
  await customer.post('/sign-in', ACCOUNT)
  await customer.post('/cart/lines', { variant: fluorite })
  const failure = fc.constantFrom(...Object.keys(FAILURES))
  await fc.assert(
    fc.asyncProperty(filled, failure, async (typed, what) => {
      const page = await FAILURES[what]?.(customer, typed)
      const shown = page && formValues(page)
      const { billing, ...texts } = typed
      expect(shown).toMatchObject(texts)
      expect(shown?.billing).toBe(billing === 'other' ? 'other' : undefined)
    }),
    { numRuns: 35, examples: Object.keys(FAILURES).map((what) => [EXAMPLE, what]) },
  )
})

const EXAMPLE: Typed = {
  ...ADDRESS,
  line2: '"Hinterhof" & <links>',
  billing: 'other',
  billingRegion: 'NY',
  billingCountry: 'US',
}

test('the first two things that are kept of a cart go into one draft, however close they come', async () => {
  for (let round = 0; round < 6; round += 1) {
    const guest = new Visitor(shop.url, '203.0.113.77')
    await guest.post('/cart/lines', { variant: fluorite })
    const paths = [STEP, '/checkout/draft', STEP, '/checkout/draft']
    await Promise.all(
      paths.map((path) => guest.post(path, { ...ADDRESS, email: `round${round}@example.com` })),
    )
    const drafts = await shop.database.query("SELECT id FROM checkout_drafts WHERE details->>'email' = $1", [
      `round${round}@example.com`,
    ])
    expect(drafts).toHaveLength(1)
  }
})

describe('a session that ends', () => {
  test('before the delivery is chosen loses neither the choice nor the way', async () => {
    const customer = await aCustomerWithCart('delivery@example.com')
    const delivery = await customer.follow(await customer.post(STEP, ADDRESS))
    const method = [...delivery.text.matchAll(/name="method"[^>]*? value="(\d+)"/g)].at(-1)?.[1] ?? ''
    const { ticket = '' } = formValues(delivery)
    await sessionsEnd()
    const page = await customer.post('/checkout/delivery', { method, ticket })
    expect(page.location).toBe('/sign-in?next=%2Fcheckout%2Freview')
    const review = await signedIn(customer, 'delivery@example.com', '/checkout/review')
    expect(review.text).toContain('Express before noon')
  })

  test('before the order is placed leads back to the review', async () => {
    const customer = await aCustomerWithCart('review@example.com')
    const review = await toReview(customer)
    await sessionsEnd()
    const page = await customer.post('/orders', formValues(review))
    expect(page.location).toBe('/sign-in?next=%2Fcheckout%2Freview')
    const again = await signedIn(customer, 'review@example.com', '/checkout/review')
    expect((await place(customer, again)).location).toContain('/stand-in/')
  })

  test('leaves nothing to whoever has no ticket, or one for another cart', async () => {
    const customer = await aCustomerWithCart('ticket@example.com')
    await customer.post(STEP, ADDRESS)
    const { ticket = '' } = formValues(await customer.get(STEP))
    const forged = ticket.replace(/^./, (first) => (first === 'a' ? 'b' : 'a'))
    for (const given of ['', forged, `${ticket}x`]) {
      const stranger = new Visitor(shop.url)
      expect((await stranger.post(STEP, { line1: 'Elsewhere 1', ticket: given })).location).toBe('/cart')
    }
    expect(formValues(await customer.get(STEP)).line1).toBe(ADDRESS.line1)
  })

  test('keeps nothing of a guest’s ticket: their pages have none', async () => {
    const guest = new Visitor(shop.url)
    await guest.post('/cart/lines', { variant: fluorite })
    expect(formValues(await guest.get(STEP)).ticket).toBeUndefined()
  })
})

async function aCustomerWithCart(email: string): Promise<Visitor> {
  const customer = new Visitor(shop.url, `198.51.100.${++lastAddress}`)
  await customer.post('/register', { ...ACCOUNT, email })
  await customer.post('/cart/lines', { variant: fluorite })
  return customer
}

let lastAddress = 0

async function signedIn(customer: Visitor, email: string, next: string): Promise<Page> {
  return customer.follow(await customer.post('/sign-in', { ...ACCOUNT, email, next }))
}

async function sessionsEnd(): Promise<void> {
  await shop.database.query('DELETE FROM session')
  await cache.flushall()
}

/** The same browser before another process. */
function as(customer: Visitor, { url }: TestShop): Visitor {
  const same = new Visitor(url)
  for (const cookie of customer.cookies.split('; ')) {
    const [name = '', value = ''] = [
      cookie.slice(0, cookie.indexOf('=')),
      cookie.slice(cookie.indexOf('=') + 1),
    ]
    same.setCookie(name, value)
  }
  return same
}

function without(fields: Typed, ...names: string[]): Typed {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)))
}
