import { afterAll, beforeAll, expect, test } from 'vitest'
import { pay, place, toReview } from '../support/purchase.ts'
import { aShop, type TestShop } from '../support/test-shop.ts'
import { Visitor } from '../support/visitor.ts'

let shop: TestShop

beforeAll(async () => {
  shop = await aShop('demo')
})

afterAll(() => shop[Symbol.asyncDispose]())

test('a guest buys a specimen and sees that the payment was successful', async () => {
  const [variant] = await shop.database.query<{ id: number }>(
    "SELECT id FROM variants WHERE sku = 'FLUO-TN-GREE'",
  )
  const guest = new Visitor(shop.url)
  const cart = await guest.follow(
    await guest.post('/cart/lines', { variant: String(variant?.id), quantity: '2' }),
  )
  expect(cart.status).toBe(200)
  const review = await toReview(guest)
  expect(review.text).toContain('Ada Lovelace')
  const placed = await place(guest, review)
  expect(placed.status).toBe(303)
  const confirmation = await pay(guest, placed)
  expect(confirmation.text).toContain('Payment successful')
  const [order] = await shop.database.query('SELECT state, total FROM orders')
  expect(order).toEqual({ state: 'paid', total: 2350 * 2 + 490 })
  const [stock] = await shop.database.query(
    'SELECT on_hand, on_hold FROM stock_levels WHERE variant_id = $1',
    [variant?.id],
  )
  expect(stock).toEqual({ on_hand: 6, on_hold: 0 })
})
