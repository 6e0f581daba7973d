import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { stock, variantOf } from '../support/cart.ts'
import { ADDRESS, place, toReview } from '../support/purchase.ts'
import { aShop, type TestShop } from '../support/test-shop.ts'
import { Visitor } from '../support/visitor.ts'

let shop: TestShop
let fluorite: string
let pyrite: string
let last = 0

beforeAll(async () => {
  shop = await aShop('demo')
  fluorite = await variantOf(shop, 'FLUO-TN-GREE')
  pyrite = await variantOf(shop, 'PYRI-MN-BRAS')
  for (const variant of [fluorite, pyrite]) {
    await stock(shop, variant, 50)
    await shop.database.query('UPDATE variants SET price = 2000, floor_price = NULL WHERE id = $1', [variant])
    await shop.database.query('DELETE FROM quantity_prices WHERE variant_id = $1', [variant])
    await shop.database.query('DELETE FROM group_prices WHERE variant_id = $1', [variant])
  }
})

beforeEach(() => shop.database.query("DELETE FROM promotions WHERE name LIKE 'Test:%'"))

afterAll(() => shop[Symbol.asyncDispose]())

const aVisitor = () => new Visitor(shop.url, `198.18.0.${++last}`)

async function aPromotion(
  name: string,
  facts: { rules?: object[]; actions: object[]; code?: string },
): Promise<void> {
  const [made] = await shop.database.query<{ id: number }>(
    'INSERT INTO promotions (name, rules, actions, needs_coupon) VALUES ($1, $2, $3, $4) RETURNING id',
    [name, JSON.stringify(facts.rules ?? []), JSON.stringify(facts.actions), facts.code !== undefined],
  )
  if (facts.code)
    await shop.database.query('INSERT INTO coupons (code, promotion_id) VALUES ($1, $2)', [
      facts.code,
      made?.id,
    ])
}

const TAGS = /<[^>]+>/g
const wordsOf = (text: string) => text.replace(TAGS, ' ').replace(/\s+/g, ' ')

describe('customers of a group', () => {
  test('see their price and its reason in the cart, and the page of everybody stays as it is', async () => {
    const email = 'curator@example.com'
    const member = aVisitor()
    await member.post('/register', { name: 'Ada', email, password: 'a long enough password' })
    await shop.database.query(
      `WITH made AS (INSERT INTO customer_groups (name) VALUES ('Curators') RETURNING id),
            joined AS (INSERT INTO customer_group_members (group_id, user_id)
                       SELECT made.id, users.id FROM made, users WHERE email = $1)
       INSERT INTO group_prices (variant_id, group_id, price) SELECT $2::int, id, 1500 FROM made`,
      [email, fluorite],
    )
    await aPromotion('Test: Curators, 10 % off', {
      rules: [
        {
          kind: 'customer-group',
          groupId: (await shop.database.query("SELECT id FROM customer_groups WHERE name = 'Curators'"))[0]
            ?.id,
        },
      ],
      actions: [{ kind: 'percent-off-order', percent: 10 }],
    })
    await member.post('/cart/lines', { variant: fluorite, quantity: '2' })
    const cart = wordsOf((await member.get('/cart')).text)
    expect(cart).toContain('Price for Curators €15.00')
    // 2 × 15.00 = 30.00, less 10 %
    expect(cart).toContain('Test: Curators, 10 % off −€3.00')
    // They saw this price when they put it there: nothing has changed since.
    expect(cart).not.toContain('now costs')

    const guest = aVisitor()
    await guest.post('/cart/lines', { variant: fluorite, quantity: '2' })
    expect(wordsOf((await guest.get('/cart')).text)).not.toContain('Curators')
    expect((await member.get('/products/fluorite')).text).not.toContain('Curators')
  })
})

describe('a promotion', () => {
  test('that makes one unit of a line free says so in the cart, and the order keeps every figure', async () => {
    await aPromotion('Test: three for two', {
      actions: [{ kind: 'buy-x-get-y', buy: 2, get: 1 }],
      code: 'TEST3FOR2',
    })
    const visitor = aVisitor()
    await visitor.post('/cart/lines', { variant: pyrite, quantity: '3' })
    const page = await visitor.follow(await visitor.post('/cart/coupons', { code: 'test3for2' }))
    expect(wordsOf(page.text)).toContain('Together, 2 at €20.00 and 1 at €0.00 €40.00')
    await place(visitor, await toReview(visitor, { ...ADDRESS, email: 'three@example.com' }))
    const rows = await shop.database.query(
      `SELECT items_total, discount_total, shipping_total, o.total, l.total AS line, l.discount, l.tax, l.reason, o.coupons
         FROM orders o JOIN order_lines l ON l.order_id = o.id WHERE email = 'three@example.com'`,
    )
    // 3 × 20.00 = 60.00, less 20.00; 40.00 × 19/119 = 6.39
    expect(rows).toMatchObject([
      {
        items_total: 6_000,
        discount_total: 2_000,
        line: 4_000,
        discount: 2_000,
        tax: 639,
        coupons: ['TEST3FOR2'],
      },
    ])
    expect(rows[0]).toMatchObject({ reason: 'Test: three for two: −€20.00' })
    expect(rows[0]?.total).toBe(4_000 + Number(rows[0]?.shipping_total))
  })

  test('for delivery says why it is free, from the cart to the review', async () => {
    await aPromotion('Test: delivery is on us', {
      rules: [{ kind: 'ships-to', countries: ['DE'] }],
      actions: [{ kind: 'percent-off-shipping', percent: 100 }],
    })
    const visitor = aVisitor()
    await visitor.post('/cart/lines', { variant: pyrite, quantity: '1' })
    expect(wordsOf((await visitor.get('/cart')).text)).toContain('Test: delivery is on us Free')
    const review = await toReview(visitor, { ...ADDRESS, email: 'free@example.com' })
    expect(wordsOf(review.text)).toContain('Test: delivery is on us Free')
    const abroad = await visitor.follow(await visitor.post('/cart/destination', { country: 'FR' }))
    expect(wordsOf(abroad.text)).not.toContain('Test: delivery is on us')
  })

  test('of the first order counts once, whatever the shopper signs in as', async () => {
    await aPromotion('Test: first order', {
      rules: [{ kind: 'nth-order', n: 1 }],
      actions: [{ kind: 'fixed-off-order', amount: 100 }],
      code: 'TESTFIRST',
    })
    const first = aVisitor()
    await first.post('/cart/lines', { variant: pyrite, quantity: '1' })
    await first.post('/cart/coupons', { code: 'TESTFIRST' })
    await place(first, await toReview(first, { ...ADDRESS, email: 'first@example.com' }))

    const second = aVisitor()
    await second.post('/cart/lines', { variant: pyrite, quantity: '1' })
    await second.post('/cart/coupons', { code: 'TESTFIRST' })
    const review = await toReview(second, { ...ADDRESS, email: 'First@Example.com' })
    expect(wordsOf(review.text)).toContain(
      'Coupon TESTFIRST: It is for your first order; this is your second.',
    )
  })
})

describe('an address decides by its postcode', () => {
  test('how a parcel goes and what it costs', async () => {
    const visitor = aVisitor()
    await visitor.post('/cart/lines', { variant: pyrite, quantity: '1' })
    const mainland = await toReview(visitor, { ...ADDRESS, email: 'sylt@example.com' })
    expect(mainland.text).toContain('Insured parcel')
    const island = await toReview(visitor, {
      ...ADDRESS,
      postcode: '25980',
      city: 'Sylt',
      email: 'sylt@example.com',
    })
    expect(wordsOf(island.text)).toContain('Insured parcel by ferry')
    expect(island.text).toContain('€8.90')
  })

  test('what is tax in the price, which stays the same', async () => {
    const totalOf = async (region: string, postcode: string) => {
      const visitor = aVisitor()
      await visitor.post('/cart/lines', { variant: pyrite, quantity: '1' })
      const email = `tax${postcode}@example.com`
      const address = { ...ADDRESS, region, postcode, country: 'ES', email }
      await place(visitor, await toReview(visitor, address))
      const [row] = await shop.database.query<{ total: number; tax_included: number; tax_rate: number }>(
        `SELECT o.total, tax_included, tax_rate FROM orders o JOIN order_lines l ON l.order_id = o.id WHERE email = $1`,
        [email],
      )
      return row
    }
    const [madrid, tenerife] = [
      await totalOf('Madrid', '28013'),
      await totalOf('Santa Cruz de Tenerife', '38001'),
    ]
    // 20.00 × 21/121 = 3.47, 12.90 × 21/121 = 2.24
    expect(madrid).toEqual({ total: 3_290, tax_included: 571, tax_rate: 2_100 })
    expect(tenerife).toEqual({ total: 3_290, tax_included: 0, tax_rate: 0 })
  })
})
