import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ADDRESS, toReview } from '../support/purchase.ts'
import { aShop, type TestShop } from '../support/test-shop.ts'
import { Visitor } from '../support/visitor.ts'

let shop: TestShop
let variant: string
let scarce: string
let lastAddress = 0

beforeAll(async () => {
  shop = await aShop('demo')
  const [row] = await shop.database.query<{ id: number }>(
    "SELECT id FROM variants WHERE sku = 'FLUO-TN-GREE'",
  )
  variant = String(row?.id)
  // Every visitor of these tests takes one.
  await shop.database.query('UPDATE stock_levels SET on_hand = 9000 WHERE variant_id = $1', [variant])
  const [other] = await shop.database.query<{ id: number }>(
    "SELECT id FROM variants WHERE sku = 'FLUO-MN-GREE'",
  )
  scarce = String(other?.id)
})

afterAll(() => shop[Symbol.asyncDispose]())

const aVisitor = () => new Visitor(shop.url, `198.51.100.${(++lastAddress % 250) + 1}`)

describe('addresses that lead nowhere', () => {
  test.each([
    '/nope',
    '/products/unobtainium',
    '/categories/unobtainium',
    '/products/fluorite?variant=1',
    '/products/fluorite?variant=999999999',
    '/categories/halides?page=77',
    '/orders/LM-999999',
    '/orders/LM-999999?key=abc',
    '/images/nothing-here-640.webp',
    '/images/fluorite-green-front-641.webp',
    '/images/..%2f..%2fpackage.json',
    '/development/mails/..%2f..%2fsecrets',
    '/orders/LM-%2500',
    '/assets/../package.json',
  ])('%s is a 404 in the shop’s design, with a way on', async (path) => {
    const page = await aVisitor().get(path)
    expect(page.status).toBe(404)
    expect(page.text).toContain('href="/"')
    expect(page.text).toContain('action="/search"')
    expect(page.text).not.toMatch(/ at .*\.ts:\d+/)
  })

  test.each([
    '/products/fluorite?variant=abc',
    '/products/fluorite?variant=1&variant=2',
    '/products/fluorite?variant=-1',
  ])('%s is a 422 that says so', async (path) => {
    const page = await aVisitor().get(path)
    expect(page.status).toBe(422)
    expect(page.text).toContain('This is not one of our numbers.')
  })

  test.each([
    '/categories/halides?page=abc&sort=nonsense',
    '/categories/halides?page=-1',
    '/search?q[]=x',
    '/search?q=%00',
    '/search?q=%27%22%3C%25_',
  ])('%s shows what it can', async (path) => {
    expect((await aVisitor().get(path)).status).toBe(200)
  })

  test.each(['/products/%E0%A4%A', '/products/%00', '/categories/a%00b', '/orders/%00'])(
    '%s is a 400',
    async (path) => {
      expect((await aVisitor().get(path)).status).toBe(400)
    },
  )
})

describe('the cart', () => {
  test.each(['-1', '0', '1.5', 'many', '10000', '99999999999999999999', '1e3', ' ', '0x10'])(
    'refuses a quantity of “%s” and says which are possible',
    async (quantity) => {
      const page = await aVisitor().post('/cart/lines', { variant, quantity })
      expect(page.status).toBe(422)
      expect(page.text).toContain('Please choose a whole quantity between 1 and 9999.')
    },
  )

  test('refuses more than there is and names what is left', async () => {
    const page = await aVisitor().post('/cart/lines', { variant: scarce, quantity: '9999' })
    expect(page.status).toBe(409)
    expect(page.text).toContain('Requested quantity exceeds stock: 5 left of Fluorite, Miniature · Green.')
  })

  test('keeps the cart as it was when a line is to hold more than there is, and says so above it', async () => {
    const visitor = aVisitor()
    await visitor.post('/cart/lines', { variant: scarce })
    const page = await visitor.post(`/cart/lines/${scarce}`, { quantity: '500' })
    expect(page.status).toBe(409)
    expect(page.text).toContain('Your cart</h1>')
    expect(page.text).toContain('Requested quantity exceeds stock: 5 left of Fluorite, Miniature · Green.')
    expect(page.text).toContain('value="1"')
    expect((await visitor.post(`/cart/lines/${scarce}`, { quantity: '' })).status).toBe(422)
    await visitor.post(`/cart/lines/${scarce}`, { quantity: '0' })
    expect((await visitor.get('/cart')).text).not.toContain('Fluorite')
  })

  test('refuses arrays and unknown specimens', async () => {
    const array = new URLSearchParams([
      ['variant', variant],
      ['variant', variant],
    ])
    expect((await aVisitor().post('/cart/lines', array)).status).toBe(422)
    expect((await aVisitor().post('/cart/lines', { variant: '999999999' })).status).toBe(404)
    expect((await aVisitor().post('/cart/lines', {})).status).toBe(422)
    expect((await aVisitor().post('/cart/lines/abc', { quantity: '1' })).status).toBe(422)
  })

  test('takes a NUL in a form for nothing', async () => {
    const visitor = aVisitor()
    expect((await visitor.post('/cart/lines', { variant: `${variant}\0` })).status).toBe(303)
    expect((await visitor.post('/cart/coupons', { code: 'A\0B' })).status).toBe(422)
  })

  test('answers a program in its own words', async () => {
    const page = await aVisitor().post(
      '/cart/lines',
      { variant: scarce, quantity: '99' },
      { accept: 'application/json' },
    )
    expect(page.status).toBe(409)
    expect(JSON.parse(page.text)).toMatchObject({
      success: false,
      message: 'Requested quantity exceeds stock: 5 left of Fluorite, Miniature · Green.',
    })
  })

  test('a tampered cookie is not believed: the shopper is told and starts anew', async () => {
    const visitor = aVisitor()
    await visitor.post('/cart/lines', { variant })
    const honest = decodeURIComponent(visitor.cookie('cart') ?? '')
    const line = `${Number(variant).toString(36)}.1!`
    expect(honest).toContain(line)
    const greedy = honest.replace(line, line.replace('.1!', '.7pr!'))
    visitor.setCookie('cart', encodeURIComponent(greedy))

    const page = await visitor.get('/cart')
    expect(page.status).toBe(200)
    expect(page.text).not.toContain('9999')
    expect(page.text).toContain('Your cart could not be read')
    expect((await visitor.get('/cart')).text).not.toContain('Your cart could not be read')
  })

  test.each(['', 's:', 's:abc.def', 'j:{"a":1}', '%E0%A4%A', 'x'.repeat(3_000)])(
    'a broken cookie “%.20s” breaks nothing',
    async (value) => {
      const visitor = aVisitor()
      for (const name of ['cart', 'sid', 'csrf', 'notice']) visitor.setCookie(name, value)
      expect((await visitor.get('/cart')).status).toBe(200)
    },
  )
})

describe('the checkout', () => {
  async function withCart() {
    const visitor = aVisitor()
    await visitor.post('/cart/lines', { variant })
    return visitor
  }

  test.each(['email', 'name', 'line1', 'postcode', 'city', 'country'])(
    'without %s it says what is missing, at the field and above, and keeps the rest',
    async (field) => {
      const visitor = await withCart()
      const page = await visitor.post('/checkout/address', { ...ADDRESS, [field]: ' ' })
      expect(page.status).toBe(422)
      expect(page.text).toContain('<title>Error: ')
      expect(page.text).toContain(`href="#field-${field}"`)
      expect(page.text).toMatch(new RegExp(`id="field-${field}"[^>]*aria-invalid="true"`))
      for (const [name, value] of Object.entries(ADDRESS))
        if (name !== field && name !== 'country') expect(page.text).toContain(value)
    },
  )

  test.each([
    ['spaces around and inside', { email: ' ada @example.com ', name: '  Ada   Lovelace ' }],
    ['letters of the world', { name: 'Nguyễn O’Connor-Łukasiewicz' }],
    ['a postcode in lower case', { postcode: 'sw1a 1aa', country: 'GB' }],
  ])('forgives %s', async (_what, fields) => {
    const visitor = await withCart()
    expect((await visitor.post('/checkout/address', { ...ADDRESS, ...fields })).location).toBe(
      '/checkout/delivery',
    )
  })

  test('a text cut in the middle of an emoji is no error of the shop', async () => {
    const visitor = await withCart()
    const page = await visitor.post('/checkout/address', { ...ADDRESS, line2: `${'a'.repeat(999)}💎` })
    expect(page.status).toBe(422)
    expect(page.text).toContain('Ada Lovelace')
  })

  test('does not deliver to where it does not deliver', async () => {
    const visitor = await withCart()
    const page = await visitor.post('/checkout/address', { ...ADDRESS, country: 'AQ' })
    expect(page.status).toBe(422)
    expect(page.text).toContain('We do not deliver this parcel to that country yet.')
  })

  test('refuses a delivery it did not offer, and an order it never showed', async () => {
    const visitor = await withCart()
    await visitor.post('/checkout/address', ADDRESS)
    expect((await visitor.post('/checkout/delivery', { method: '999' })).status).toBe(422)
    expect((await visitor.post('/orders', { checkout: 'x', agreed: 'y' })).status).toBe(422)
    const unknown = { checkout: '3f1b2c9e-8a51-4f57-9d3d-1f6f0a6f2b11', agreed: 'y' }
    expect((await visitor.post('/orders', unknown)).location).toBe('/cart')
  })

  test('charges what it computed, whatever else a form carries', async () => {
    const visitor = await withCart()
    const review = await toReview(visitor)
    await visitor.post('/orders', {
      checkout: /name="checkout" value="([^"]+)"/.exec(review.text)?.[1] ?? '',
      agreed: /name="agreed" value="([^"]+)"/.exec(review.text)?.[1] ?? '',
      total: '1',
      unitPrice: '1',
      state: 'paid',
    })
    const [order] = await shop.database.query('SELECT total, state FROM orders ORDER BY id DESC')
    expect(order).toEqual({ total: 2_840, state: 'pending' })
  })
})

describe('what is sold while somebody is in the checkout', () => {
  test.each(['/checkout/address', '/checkout/delivery'])('is noticed at %s', async (step) => {
    const visitor = aVisitor()
    await visitor.post('/cart/lines', { variant: scarce })
    await visitor.post('/checkout/address', ADDRESS)
    await shop.database.query('DELETE FROM holds WHERE variant_id = $1', [scarce])
    await shop.database.query('UPDATE stock_levels SET on_hand = 0, on_hold = 0 WHERE variant_id = $1', [
      scarce,
    ])
    const page = await visitor.follow(await visitor.get(step))
    await shop.database.query('UPDATE stock_levels SET on_hand = 5 WHERE variant_id = $1', [scarce])
    expect(page.text).toContain('Something in your cart has changed.')
    expect(page.text).toContain('was sold in the meantime. We keep it under “Saved for later”')
  })
})

describe('forms from elsewhere', () => {
  test('a form without a valid token is kept and can be sent again', async () => {
    const visitor = aVisitor()
    await visitor.get('/register')
    const page = await visitor.post('/cart/lines', { variant, quantity: '2', _csrf: 'old' })
    expect(page.status).toBe(403)
    expect(page.text).toContain('Please continue')
    expect(page.text).toContain(`name="variant" value="${variant}"`)
    const again = await visitor.post('/cart/lines', { variant, quantity: '2' })
    expect(again.location).toBe('/cart')
  })

  test.each<Record<string, string>>([{ origin: 'https://evil.example' }, { 'sec-fetch-site': 'cross-site' }])(
    'a request from another site (%o) is refused whatever it carries',
    async (headers) => {
      expect((await aVisitor().post('/cart/lines', { variant }, headers)).status).toBe(403)
    },
  )

  test('after signing in nobody is led to another site', async () => {
    const visitor = aVisitor()
    const account = { name: 'Eve', email: 'eve@example.com', password: 'a long enough password' }
    for (const next of ['//evil.example', '/\\evil.example', 'javascript:alert(1)', 'https://evil.example']) {
      const page = await visitor.get(`/sign-in?next=${encodeURIComponent(next)}`)
      expect(page.text).not.toContain('evil')
    }
    expect((await visitor.post('/register', { ...account, next: '//evil.example' })).location).toBe(
      '/account/orders',
    )
  })

  test('a webhook without Stripe’s signature is refused and leaves nothing behind', async () => {
    for (const signature of ['', 't=1,v1=abc']) {
      const answer = await fetch(`${shop.url}/webhooks/stripe`, {
        method: 'POST',
        body: JSON.stringify({
          id: 'evt_1',
          type: 'checkout.session.completed',
          data: { object: { id: 'cs_1' } },
        }),
        headers: { 'stripe-signature': signature, 'content-type': 'application/json' },
      })
      expect(answer.status).toBe(400)
    }
    expect(await shop.database.query('SELECT 1 FROM inbox_events')).toEqual([])
  })

  test('bodies that are too large or not what they say are refused', async () => {
    const send = (body: string, type: string) =>
      fetch(`${shop.url}/cart/lines`, { method: 'POST', body, headers: { 'content-type': type } })
    expect((await send('x'.repeat(200_000), 'application/x-www-form-urlencoded')).status).toBe(413)
    expect((await send('{"a":', 'application/json')).status).toBe(400)
  })
})

test('whatever is sent to whatever form, the answer is never a 5xx', async () => {
  const visitor = aVisitor()
  await visitor.post('/cart/lines', { variant })
  const anything = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      '',
      '0',
      '-1',
      '1e9',
      '9'.repeat(30),
      '\0',
      '__proto__',
      '<script>',
      "' OR 1=1 --",
      '\ud800',
      '%00',
    ),
  )
  const forms = fc.constantFrom(
    '/cart/lines',
    `/cart/lines/${variant}`,
    '/cart/lines/99999999999',
    '/cart/coupons',
    '/cart/gift-cards',
    '/cart/credit',
    '/gift-cards',
    '/checkout/address',
    '/checkout/delivery',
    '/orders',
    '/orders/LM-1/payments',
    '/orders/LM-1/revision',
    '/orders/LM-1/cancellation',
    '/orders/LM-1/address',
    '/orders/LM-1/reorder',
    '/orders/lookup',
    '/register',
    '/backoffice/sign-in',
    '/backoffice/orders/LM-1/shipments',
  )
  const field = fc.constantFrom(
    'variant',
    'quantity',
    'code',
    'card',
    'use',
    'from',
    'remove',
    'method',
    'checkout',
    'agreed',
    'number',
    'seen',
    'email',
    'name',
    'line1',
    'country',
    'password',
    'next',
    '__proto__',
    'constructor',
  )
  await fc.assert(
    fc.asyncProperty(forms, fc.array(fc.tuple(field, anything), { maxLength: 6 }), async (path, fields) => {
      const page = await aVisitor().post(path, new URLSearchParams(fields))
      expect(page.status).toBeLessThan(500)
    }),
    { numRuns: 150 },
  )
})

test('every answer carries the headers that protect a shopper', async () => {
  for (const path of ['/', '/cart', '/nope', '/products/fluorite', '/backoffice']) {
    const { headers } = await aVisitor().get(path)
    expect(headers.get('content-security-policy')).toContain("script-src 'self'")
    expect(headers.get('content-security-policy')).not.toContain('unsafe')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('x-powered-by')).toBeNull()
  }
})
