import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { aShop, type TestShop } from '../support/test-shop.ts'
import { Visitor } from '../support/visitor.ts'

let shop: TestShop
let lastAddress = 0

beforeAll(async () => {
  shop = await aShop('demo')
})

afterAll(() => shop[Symbol.asyncDispose]())

interface Variant {
  readonly id: number
  readonly productId: number
  readonly available: number
}

async function variantOf(sku: string): Promise<Variant> {
  const [row] = await shop.database.query<Variant>(
    `SELECT id, product_id AS "productId", on_hand - on_hold AS available
       FROM variants JOIN stock_levels ON variant_id = id WHERE sku = $1`,
    [sku],
  )
  if (!row) throw new Error(`There is no ${sku}`)
  return row
}

/** A script in the browser of somebody who comes from an address of their own. */
class Script {
  readonly visitor = new Visitor(shop.url, `198.51.100.${++lastAddress}`)
  #token = ''

  async cart() {
    const { cart, csrf_token } = (await this.get('/api/cart')).json
    this.#token = csrf_token
    return cart
  }

  async get(path: string) {
    return answered(await this.visitor.get(path, { accept: 'application/json' }))
  }

  async patch(body: unknown, headers: Record<string, string> = {}, path = '/api/cart/update/') {
    if (!this.#token) await this.cart()
    return this.send('PATCH', path, typeof body === 'string' ? body : JSON.stringify(body), headers)
  }

  async send(method: string, path: string, body: string | undefined, headers: Record<string, string> = {}) {
    const given = { 'content-type': 'application/json', 'x-csrf-token': this.#token, ...headers }
    return answered(await this.visitor.send(method, path, body, given))
  }
}

function answered({ status, text, headers }: { status: number; text: string; headers: Headers }) {
  return { status, headers, json: JSON.parse(text) }
}

const registered = async (email: string) => {
  const script = new Script()
  await script.visitor.post('/register', { name: 'Ada', email, password: 'a long enough password' })
  return script
}

describe('a quantity that a script sets', () => {
  test.each(['/api/cart/update', '/api/cart/update/'])('is what PATCH %s answers with', async (path) => {
    const green = await variantOf('FLUO-TN-GREE')
    const script = new Script()
    const { status, json, headers } = await script.patch({ variant_id: green.id, quantity: 2 }, {}, path)
    expect(status).toBe(200)
    expect(headers.get('cache-control')).toContain('no-store')
    expect(json).toMatchObject({
      success: true,
      cart: {
        units: 2,
        currency: 'EUR',
        lines: [
          {
            variant_id: green.id,
            product_id: green.productId,
            sku: 'FLUO-TN-GREE',
            name: 'Fluorite, Thumbnail · Green',
            quantity: 2,
            unit_price: { amount: 2_350, currency: 'EUR', formatted: '€23.50' },
            list_price: { amount: 2_350, currency: 'EUR', formatted: '€23.50' },
            reasons: [],
            total: { amount: 4_700, currency: 'EUR', formatted: '€47.00' },
            stock: { available: green.available, label: expect.stringContaining('in stock') },
            held_until: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
            problem: null,
            changes: [],
          },
        ],
        totals: {
          items: { amount: 4_700 },
          shipping: { amount: 490 },
          tax_added: { amount: 0 },
          total: { amount: 5_190, formatted: '€51.90' },
        },
        coupons: { applied: [], refused: [] },
        shipping_estimate: {
          country: { code: 'DE', name: 'Germany' },
          methods: [
            { name: 'Insured parcel', price: { amount: 490 }, total: { amount: 5_190 }, cheapest: true },
            {
              name: 'Express before noon',
              price: { amount: 1_490 },
              total: { amount: 6_190 },
              cheapest: false,
            },
          ],
          refusal: null,
        },
        ready_for_checkout: true,
      },
    })
    const [method] = json.cart.shipping_estimate.methods
    expect(method.arrives.from).toMatch(/^\d{4}-\d\d-\d\d$/)
    expect(method.arrives.from <= method.arrives.to).toBe(true)
  })

  test('is absolute: it replaces the one before, a repetition changes nothing, and 0 removes the line', async () => {
    const { id, available } = await variantOf('PYRI-TN-BRAS')
    const script = new Script()
    await script.patch({ variant_id: id, quantity: 3 })
    const once = await script.patch({ variant_id: id, quantity: 2 })
    const twice = await script.patch({ variant_id: id, quantity: '2' })
    expect([once.json.cart.units, twice.json.cart.units]).toEqual([2, 2])
    const gone = await script.patch({ variant_id: id, quantity: 0 })
    expect(gone.json).toMatchObject({ success: true, cart: { units: 0, lines: [] } })
    expect((await variantOf('PYRI-TN-BRAS')).available).toBe(available)
  })

  test('of a product with one variant needs no other number', async () => {
    const only = await variantOf('VANA-SC-RED')
    await shop.database.query('UPDATE variants SET active = id = $1 WHERE product_id = $2', [
      only.id,
      only.productId,
    ])
    const { status, json } = await new Script().patch({ product_id: only.productId, quantity: 1 })
    expect(status).toBe(200)
    expect(json.cart.lines).toMatchObject([{ variant_id: only.id, product_id: only.productId, quantity: 1 }])
  })

  test('of a product with several needs to say which: they are listed', async () => {
    const { id, productId } = await variantOf('FLUO-TN-GREE')
    const script = new Script()
    const { status, json } = await script.patch({ product_id: productId, quantity: 1 })
    expect(status).toBe(422)
    expect(json).toMatchObject({ success: false, code: 'variant_needed', field: 'variant_id' })
    expect(json.variants).toContainEqual({ variant_id: id, name: 'Thumbnail · Green' })

    const named = await script.patch({ product_id: productId, variant_id: id, quantity: 1 })
    expect(named.json.cart.lines).toMatchObject([{ variant_id: id, quantity: 1 }])
    const foreign = await variantOf('PYRI-TN-BRAS')
    const mixed = await script.patch({ product_id: productId, variant_id: foreign.id, quantity: 1 })
    expect([mixed.status, mixed.json.code]).toEqual([422, 'variant_needed'])
  })

  test('beyond the stock is refused with what there is, and the cart stays as it was', async () => {
    const { id, available } = await variantOf('FLUO-MN-GREE')
    const script = new Script()
    await script.patch({ variant_id: id, quantity: 1 })
    const { status, json } = await script.patch({ variant_id: id, quantity: available + 1 })
    expect(status).toBe(409)
    expect(json).toEqual({
      success: false,
      error: `Requested quantity exceeds stock: ${available} left of Fluorite, Miniature · Green.`,
      code: 'out_of_stock',
      variant_id: id,
      available,
    })
    expect((await script.cart()).units).toBe(1)
  })

  test('is the same on every device of a customer', async () => {
    const { id } = await variantOf('PYRI-MN-BRAS')
    const phone = await registered('api@example.com')
    const patched = await phone.patch({ variant_id: id, quantity: 2 })
    expect(patched.json.cart.lines).toMatchObject([{ variant_id: id, quantity: 2 }])

    const laptop = new Script()
    await laptop.visitor.post('/sign-in', { email: 'api@example.com', password: 'a long enough password' })
    expect(await laptop.cart()).toMatchObject({ units: 2, version: patched.json.cart.version })
    expect((await laptop.visitor.get('/cart')).text).toContain('Pyrite')
  })

  test('that is sent again under its name after others is not set again', async () => {
    const { id } = await variantOf('PYRI-TN-BRAS')
    const script = await registered('again@example.com')
    const named = { 'idempotency-key': crypto.randomUUID() }
    await script.patch({ variant_id: id, quantity: 2 }, named)
    await script.patch({ variant_id: id, quantity: 1 })
    const late = await script.patch({ variant_id: id, quantity: 2 }, named)
    expect(late.status).toBe(200)
    expect(late.json.cart.lines).toMatchObject([{ variant_id: id, quantity: 1 }])
  })

  test('gives the cart another version, and looking at it does not', async () => {
    const { id } = await variantOf('PYRI-TN-BRAS')
    const script = new Script()
    const { version } = (await script.patch({ variant_id: id, quantity: 1 })).json.cart
    expect((await script.cart()).version).toBe(version)
    expect((await script.patch({ variant_id: id, quantity: 2 })).json.cart.version).not.toBe(version)
  })
})

describe('what the API refuses', () => {
  test.each([
    ['a missing quantity', { variant_id: 1 }, 'quantity'],
    ['a negative quantity', { variant_id: 1, quantity: -1 }, 'quantity'],
    ['half a piece', { variant_id: 1, quantity: 1.5 }, 'quantity'],
    ['more than a line may have', { variant_id: 1, quantity: 10_000 }, 'quantity'],
    ['a number beyond all bounds', { variant_id: 1, quantity: 1e21 }, 'quantity'],
    ['a quantity in words', { variant_id: 1, quantity: 'five' }, 'quantity'],
    ['no quantity', { variant_id: 1, quantity: null }, 'quantity'],
    ['a truth', { variant_id: 1, quantity: true }, 'quantity'],
    ['a list', { variant_id: 1, quantity: [1] }, 'quantity'],
    ['nothing named', { quantity: 1 }, 'product_id'],
    ['a name for a number', { product_id: 'azurite', quantity: 1 }, 'product_id'],
    ['product zero', { product_id: 0, quantity: 1 }, 'product_id'],
    ['a variant with too many digits', { variant_id: 2 ** 31, quantity: 1 }, 'variant_id'],
  ])('%s, and names the field', async (_what, body, field) => {
    const { status, json } = await new Script().patch(body)
    expect(status).toBe(422)
    expect(json).toEqual({ success: false, error: expect.any(String), code: 'invalid', field })
  })

  test.each([
    ['{"variant_id": 1,', 400, 'malformed'],
    ['"text"', 400, 'malformed'],
    ['[1, 2]', 422, 'invalid'],
    [JSON.stringify({ variant_id: 1, quantity: 1, more: 'x'.repeat(200_000) }), 413, 'too_large'],
  ])('a body like %.20s', async (body, status, code) => {
    const answer = await new Script().patch(body)
    expect([answer.status, answer.json.code]).toEqual([status, code])
    expect(answer.json.success).toBe(false)
  })

  test.each([
    { product_id: 999_999_999, quantity: 1 },
    { variant_id: 999_999_999, quantity: 1 },
  ])('what the shop does not know: %o', async (body) => {
    const { status, json } = await new Script().patch(body)
    expect([status, json.code]).toEqual([404, 'not_found'])
  })

  test('a form', async () => {
    const { status, json } = await new Script().patch('variant_id=1&quantity=1', {
      'content-type': 'application/x-www-form-urlencoded',
    })
    expect([status, json.code]).toEqual([415, 'unsupported_media_type'])
  })

  test.each([
    ['POST', '/api/cart/update', 'PATCH'],
    ['DELETE', '/api/cart', 'GET, HEAD'],
  ])('%s %s, and names what is allowed', async (method, path, allowed) => {
    const script = new Script()
    await script.cart()
    const { status, json, headers } = await script.send(method, path, '{}')
    expect([status, json.code]).toEqual([405, 'method_not_allowed'])
    expect(headers.get('allow')).toBe(allowed)
  })

  test('an address that it does not have, in JSON', async () => {
    const answer = await new Script().visitor.get('/api/nothing')
    expect(answer.status).toBe(404)
    expect(JSON.parse(answer.text)).toMatchObject({ success: false, code: 'not_found' })
  })

  test.each([
    ['no token', { 'x-csrf-token': '' }, 'csrf_token'],
    ['the token of somebody else', { 'x-csrf-token': 'AAAAAAAA-forged' }, 'csrf_token'],
    ['a page of another site', { origin: 'https://elsewhere.example' }, 'foreign_origin'],
    ['a browser that says cross-site', { 'sec-fetch-site': 'cross-site' }, 'foreign_origin'],
  ])('a change with %s', async (_what, headers, code) => {
    const { id } = await variantOf('PYRI-TN-BRAS')
    const script = new Script()
    const { status, json } = await script.patch({ variant_id: id, quantity: 1 }, headers)
    expect(status).toBe(403)
    expect(json).toMatchObject({ success: false, code })
    expect((await script.cart()).units).toBe(0)
  })
})
