import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addressIn, place } from '../support/purchase.ts'
import { aShop, type TestShop } from '../support/test-shop.ts'
import { Visitor } from '../support/visitor.ts'

let lastAddress = 0

interface Method {
  readonly id: number
  readonly name: string
  readonly arrives: { readonly text: string }
  readonly tax: { readonly amount: number }
  readonly total: { readonly amount: number; readonly formatted: string }
}

async function variantOf(shop: TestShop, sku: string): Promise<string> {
  const [row] = await shop.database.query<{ id: number }>('SELECT id FROM variants WHERE sku = $1', [sku])
  return String(row?.id)
}

const aVisitor = (shop: TestShop) => new Visitor(shop.url, `198.51.100.${++lastAddress}`)

async function estimateFor(visitor: Visitor): Promise<readonly Method[]> {
  return JSON.parse((await visitor.get('/api/cart')).text).cart.shipping_estimate.methods
}

describe.each([true, false])('where prices include tax: %s', (pricesIncludeTax) => {
  let shop: TestShop

  beforeAll(async () => {
    shop = await aShop('demo')
    await shop.database.query("INSERT INTO settings (key, value) VALUES ('pricesIncludeTax', $1)", [
      JSON.stringify(pricesIncludeTax),
    ])
    // Each of the shoppers below takes some.
    await shop.database.query('UPDATE stock_levels SET on_hand = on_hand + 500')
  })

  afterAll(() => shop[Symbol.asyncDispose]())

  test.each(
    ['DE', 'FI', 'HU', 'CH', 'JP'].flatMap((country) => [
      { country, coupon: '' },
      { country, coupon: 'WELCOME10' },
    ]),
  )(
    'the estimate for $country is what the checkout charges, to the cent, coupon “$coupon”',
    async (given) => {
      const { country, coupon } = given
      const probe = aVisitor(shop)
      await filled(probe, coupon)
      await probe.post('/cart/destination', { country })
      const methods = await estimateFor(probe)
      expect(methods.length).toBeGreaterThan(0)

      for (const method of methods) {
        const visitor = aVisitor(shop)
        await filled(visitor, coupon)
        const page = await visitor.follow(await visitor.post('/cart/destination', { country }))
        for (const words of [method.name, method.arrives.text, method.total.formatted])
          expect(page.text).toContain(words)

        const email = `${country}-${coupon}-${method.id}@example.com`.toLowerCase()
        const delivery = await visitor.follow(
          await visitor.post('/checkout/address', { ...addressIn(country), email }),
        )
        const offered = [...delivery.text.matchAll(/name="method"[^>]* value="(\d+)"/g)]
        expect(offered.map(([, id]) => Number(id))).toEqual(methods.map(({ id }) => id))
        const review = await visitor.follow(
          await visitor.post('/checkout/delivery', { method: String(method.id) }),
        )
        await place(visitor, review)
        const [order] = await shop.database.query(
          'SELECT total, tax_included + tax_added AS tax FROM orders WHERE email = $1',
          [email],
        )
        expect(order).toEqual({ total: method.total.amount, tax: method.tax.amount })
      }
    },
  )

  async function filled(visitor: Visitor, coupon: string): Promise<void> {
    await visitor.post('/cart/lines', { variant: await variantOf(shop, 'FLUO-CB-GREE'), quantity: '1' })
    await visitor.post('/cart/lines', { variant: await variantOf(shop, 'PYRI-TN-BRAS'), quantity: '3' })
    if (coupon) await visitor.post('/cart/coupons', { code: coupon })
  }
})

describe('the country that a shopper chose in the cart', () => {
  let shop: TestShop

  beforeAll(async () => {
    shop = await aShop('demo')
  })

  afterAll(() => shop[Symbol.asyncDispose]())

  const withCart = async () => {
    const visitor = aVisitor(shop)
    await visitor.post('/cart/lines', { variant: await variantOf(shop, 'PYRI-TN-BRAS') })
    return visitor
  }

  test('is chosen in the form again, and in the one of the checkout', async () => {
    const visitor = await withCart()
    const cart = await visitor.follow(await visitor.post('/cart/destination', { country: 'FR' }))
    expect(cart.text).toContain('Delivery to France')
    for (const page of [cart, await visitor.get('/checkout/address')])
      expect(page.text).toContain('<option value="FR" selected>')
  })

  test('gives way to an address in the checkout, which the cart then goes by', async () => {
    const visitor = await withCart()
    await visitor.post('/cart/destination', { country: 'FR' })
    await visitor.post('/checkout/address', addressIn('AT'))
    expect((await visitor.get('/cart')).text).toContain('Delivery to Austria')
    await visitor.post('/cart/destination', { country: 'FR' })
    expect((await visitor.get('/checkout/address')).text).toContain('<option value="AT" selected>')
  })

  test('goes along when a guest signs in', async () => {
    const visitor = await withCart()
    await visitor.post('/cart/destination', { country: 'SE' })
    await visitor.post('/register', {
      name: 'Ida',
      email: 'ida@example.com',
      password: 'a long enough password',
    })
    expect((await visitor.get('/cart')).text).toContain('Delivery to Sweden')
  })

  test('that gets no parcels is named, with the reason', async () => {
    const visitor = await withCart()
    const cart = await visitor.follow(await visitor.post('/cart/destination', { country: 'BR' }))
    expect(cart.text).toContain('We do not deliver to Brazil yet.')
  })

  test('to which the parcel is too heavy is named, with what it may weigh', async () => {
    const visitor = await withCart()
    await shop.database.query("UPDATE variants SET grams = 12400 WHERE sku = 'PYRI-TN-BRAS'")
    const cart = await visitor.follow(await visitor.post('/cart/destination', { country: 'JP' }))
    await shop.database.query("UPDATE variants SET grams = 90 WHERE sku = 'PYRI-TN-BRAS'")
    expect(cart.text).toContain('This parcel weighs 12.4 kg. To Japan we can send up to 10 kg.')
  })

  test.each(['', 'Germany', 'D', 'DE; DROP'])(
    'must be one: “%s” is refused above the cart',
    async (country) => {
      const visitor = await withCart()
      const refused = await visitor.post('/cart/destination', { country })
      expect(refused.status).toBe(422)
      expect(refused.text).toContain('Choose the country the parcel goes to.')
      expect(refused.text).toContain('Pyrite')
    },
  )
})
