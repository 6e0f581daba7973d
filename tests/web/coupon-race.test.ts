import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { ADDRESS, place, toReview } from '../support/purchase.ts'
import { aShop, type TestShop } from '../support/test-shop.ts'
import { type Page, Visitor } from '../support/visitor.ts'

const BUYERS = 50
const LIMIT = 7
/** Different codes of one promotion, each in several spellings. */
const SPELLINGS = ['RUSH-ONE', 'rush-one', 'Rush-One', 'RUSH-TWO', 'rush-two', 'rUsH-tWo', 'RUSH-THREE']

let shop: TestShop
let variant: string
let promotion: number
let lastAddress = 0

const aBuyer = () => {
  lastAddress += 1
  return new Visitor(shop.url, `198.51.${Math.floor(lastAddress / 250)}.${lastAddress % 250}`)
}

async function figure(sql: string, values: unknown[] = [promotion]): Promise<number> {
  const [row] = await shop.database.query<{ n: number }>(`SELECT (${sql})::int AS n`, values)
  return row?.n ?? 0
}

const usesInForce = () =>
  figure('SELECT count(*) FROM coupon_uses WHERE promotion_id = $1 AND given_back_at IS NULL')
const usesReturned = () =>
  figure('SELECT count(*) FROM coupon_uses WHERE promotion_id = $1 AND given_back_at IS NOT NULL')
const countedByPromotion = () => figure('SELECT used FROM promotions WHERE id = $1')
const countedByCodes = () => figure('SELECT sum(used) FROM coupons WHERE promotion_id = $1')
const reducedOrders = () =>
  figure(
    `SELECT count(*) FROM orders o WHERE o.discount_total > 0 AND o.state = 'pending'
        AND EXISTS (SELECT 1 FROM coupon_uses u WHERE u.order_number = o.number AND u.promotion_id = $1)`,
  )

/** From the empty cart to the review page, with a coupon in it. */
async function atReview(buyer: Visitor, code: string, email: string): Promise<Page> {
  await buyer.post('/cart/lines', { variant, quantity: '1' })
  await buyer.post('/cart/coupons', { code })
  return toReview(buyer, { ...ADDRESS, email })
}

/** All are at the review page, with the coupon accepted, before the first of them presses the button. */
async function rush(emailOf: (index: number) => string, codeOf: (index: number) => string): Promise<Page[]> {
  const ready: { buyer: Visitor; review: Page }[] = []
  for (const some of batches(Array.from({ length: BUYERS }, (_, index) => index)))
    ready.push(
      ...(await Promise.all(
        some.map(async (index) => {
          const buyer = aBuyer()
          return { buyer, review: await atReview(buyer, codeOf(index), emailOf(index)) }
        }),
      )),
    )
  expect(ready.filter(({ review }) => !review.text.includes('Rush: €1 off'))).toEqual([])
  return Promise.all(ready.map(({ buyer, review }) => place(buyer, review)))
}

/** Walking up to the button is no race, and a machine has other things to do. */
function batches(all: readonly number[]): number[][] {
  const size = 10
  return Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
    all.slice(index * size, (index + 1) * size),
  )
}

const spelling = (index: number) => SPELLINGS[index % SPELLINGS.length] ?? ''

beforeAll(async () => {
  shop = await aShop('demo')
  variant = String(await figure("SELECT id FROM variants WHERE sku = 'FLUO-TN-GREE'", []))
  await shop.database.query('UPDATE stock_levels SET on_hand = 9999 WHERE variant_id = $1', [variant])
})

afterAll(() => shop[Symbol.asyncDispose]())

beforeEach(async () => {
  await shop.database.query("DELETE FROM promotions WHERE name = 'Rush: €1 off'")
  const [made] = await shop.database.query<{ id: number }>(
    `INSERT INTO promotions (name, rules, actions)
     VALUES ('Rush: €1 off', '[]', '[{"kind": "fixed-off-order", "amount": 100}]') RETURNING id`,
  )
  promotion = made?.id ?? 0
  await shop.database.query(
    "INSERT INTO coupons (code, promotion_id) VALUES ('RUSH-ONE', $1), ('RUSH-TWO', $1), ('RUSH-THREE', $1)",
    [promotion],
  )
})

/** Everything ordered so far is old, and the job that looks for such orders runs, twice at once. */
async function abandonAll(): Promise<void> {
  await shop.database.query(
    "UPDATE orders SET placed_at = now() - interval '3 hours' WHERE state = 'pending'",
  )
  await shop.database.query("UPDATE payments SET created_at = now() - interval '3 hours'")
  await shop.database.query("SELECT graphile_worker.add_job('abandon-unpaid-orders')")
  await shop.database.query("SELECT graphile_worker.add_job('abandon-unpaid-orders')")
  await expect
    .poll(() => figure("SELECT count(*) FROM orders WHERE state = 'pending'", []), { timeout: 60_000 })
    .toBe(0)
}

describe(`${BUYERS} buyers press the button at once`, { timeout: 240_000 }, () => {
  test('with different spellings and codes of one promotion: the limit of all codes together holds', async () => {
    await shop.database.query('UPDATE promotions SET "limit" = $2 WHERE id = $1', [promotion, LIMIT])
    const answers = await rush((index) => `rush${index}@example.com`, spelling)
    expect(answers.filter(({ status }) => status === 303)).toHaveLength(LIMIT)
    expect(answers.filter(({ status }) => status !== 303 && status !== 409)).toEqual([])
    expect(await usesInForce()).toBe(LIMIT)
    expect(await countedByPromotion()).toBe(LIMIT)
    expect(await countedByCodes()).toBe(LIMIT)
    expect(await reducedOrders()).toBe(LIMIT)

    await abandonAll()
    expect(await usesInForce()).toBe(0)
    expect(await usesReturned()).toBe(LIMIT)
    expect(await countedByPromotion()).toBe(0)
    expect(await countedByCodes()).toBe(0)

    const again = aBuyer()
    expect((await place(again, await atReview(again, 'rush-TWO', 'again@example.com'))).status).toBe(303)
    expect(await countedByPromotion()).toBe(1)
  })

  test('as one customer, whose mail address is written in many ways: they use it once', async () => {
    await shop.database.query('UPDATE promotions SET limit_per_customer = 1 WHERE id = $1', [promotion])
    const mails = ['grace@example.com', 'Grace@Example.com', 'GRACE@EXAMPLE.COM']
    const answers = await rush((index) => mails[index % mails.length] ?? '', spelling)
    expect(answers.filter(({ status }) => status === 303)).toHaveLength(1)
    expect(answers.filter(({ status }) => status >= 500)).toEqual([])
    expect(await usesInForce()).toBe(1)

    const later = aBuyer()
    const review = await atReview(later, 'RUSH-THREE', 'gRACE@example.com')
    expect(review.text).toContain(
      'You have used the coupon “RUSH-THREE” as often as it counts for one customer.',
    )
    // Without it the order is as good as any, and leaves the coupon behind.
    expect((await place(later, review)).status).toBe(303)
    expect(await usesInForce()).toBe(1)
    expect((await later.get('/cart')).text).not.toContain('RUSH-THREE')
  })
})

describe('a use', { timeout: 120_000 }, () => {
  async function placed(email: string): Promise<{ buyer: Visitor; number: string }> {
    const buyer = aBuyer()
    await place(buyer, await atReview(buyer, 'Rush-One', email))
    const [row] = await shop.database.query<{ number: string }>(
      'SELECT number FROM orders WHERE email = $1',
      [email],
    )
    return { buyer, number: row?.number ?? '' }
  }

  test('comes back when its order is changed before payment, counts again, and comes back once at the end', async () => {
    const { buyer, number } = await placed('changing@example.com')
    expect(await countedByPromotion()).toBe(1)
    const order = await buyer.follow(await buyer.get('/checkout/review'))
    const revision = /action="([^"]*\/revision[^"]*)"/.exec(order.text)?.[1]?.replaceAll('&amp;', '&') ?? ''
    const reopened = await buyer.follow(await buyer.post(revision, {}))
    expect(await countedByPromotion()).toBe(0)
    expect(reopened.text).toContain('Rush: €1 off')

    expect((await place(buyer, reopened)).status).toBe(303)
    expect(await countedByPromotion()).toBe(1)
    expect(await figure('SELECT count(*) FROM coupon_uses WHERE order_number = $1', [number])).toBe(2)

    await abandonAll()
    expect(await usesInForce()).toBe(0)
    expect(await countedByPromotion()).toBe(0)
    expect(await countedByCodes()).toBe(0)
  })

  test('is gone with its order where the promotion, or the coupon, does not give back', async () => {
    await shop.database.query('UPDATE promotions SET gives_back = false WHERE id = $1', [promotion])
    await shop.database.query("UPDATE coupons SET gives_back = true WHERE code = 'RUSH-TWO'")
    await placed('kept@example.com')
    const returned = aBuyer()
    await place(returned, await atReview(returned, 'rush-two', 'returned@example.com'))
    expect(await countedByPromotion()).toBe(2)
    await abandonAll()
    expect(await countedByPromotion()).toBe(1)
    expect(await figure("SELECT used FROM coupons WHERE code = 'RUSH-ONE'", [])).toBe(1)
    expect(await figure("SELECT used FROM coupons WHERE code = 'RUSH-TWO'", [])).toBe(0)
  })
})
