import { readFileSync } from 'node:fs'
import Stripe from 'stripe'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ADDRESS, pay, place, toReview } from '../support/purchase.ts'
import { aShop, type TestShop } from '../support/test-shop.ts'
import { type Page, Visitor } from '../support/visitor.ts'

let shop: TestShop
let lastAddress = 0

beforeAll(async () => {
  shop = await aShop('demo', { LOG_LEVEL: 'silent' })
})

afterAll(() => shop[Symbol.asyncDispose]())

interface Stock {
  on_hand: number
  on_hold: number
}

/** A visitor who has placed an order for one piece and stands before the payment page. */
async function atPayment(
  sku: string,
): Promise<{ visitor: Visitor; placed: Page; number: string; variant: number }> {
  const [row] = await shop.database.query<{ id: number }>('SELECT id FROM variants WHERE sku = $1', [sku])
  const variant = row?.id ?? 0
  const visitor = new Visitor(shop.url, `198.51.100.${++lastAddress}`)
  await visitor.post('/cart/lines', { variant: String(variant) })
  const placed = await place(
    visitor,
    await toReview(visitor, { ...ADDRESS, email: `buyer${lastAddress}@example.com` }),
  )
  const [order] = await shop.database.query<{ number: string }>(
    'SELECT number FROM orders ORDER BY id DESC LIMIT 1',
  )
  return { visitor, placed, number: order?.number ?? '', variant }
}

async function stockOf(variant: number): Promise<Stock | undefined> {
  return (
    await shop.database.query<Stock>('SELECT on_hand, on_hold FROM stock_levels WHERE variant_id = $1', [
      variant,
    ])
  )[0]
}

async function stateOf(number: string): Promise<string | undefined> {
  return (
    await shop.database.query<{ state: string }>('SELECT state FROM orders WHERE number = $1', [number])
  )[0]?.state
}

const refundOf = (number: string) =>
  shop.database.query<{ state: string; amount: number }>(
    'SELECT r.state, r.amount FROM refunds r JOIN payments p ON p.id = r.payment_id JOIN orders o ON o.id = p.order_id WHERE o.number = $1',
    [number],
  )

/** Sends what the stand-in would send, signed as it signs. */
function deliver(event: { id: string; session: string; type?: string }): Promise<Response> {
  const { webhook } = JSON.parse(readFileSync(`${shop.folder}/secrets.json`, 'utf8'))
  const payload = JSON.stringify({
    id: event.id,
    object: 'event',
    type: event.type ?? 'checkout.session.completed',
    data: { object: { id: event.session, object: 'checkout.session' } },
  })
  const signature = Stripe.webhooks.generateTestHeaderString({ payload, secret: webhook })
  return fetch(`${shop.url}/webhooks/stripe`, {
    method: 'POST',
    body: payload,
    headers: { 'stripe-signature': signature, 'content-type': 'application/json' },
  })
}

const sessionOf = (placed: Page) => /cs_test_\w+/.exec(placed.location ?? '')?.[0] ?? ''

describe('money', () => {
  test('that arrives for an order cancelled meanwhile goes back by itself', async () => {
    const { visitor, placed, number, variant } = await atPayment('FLUO-TN-GREE')
    const before = await stockOf(variant)
    await shop.database.query("UPDATE orders SET state = 'cancelled' WHERE number = $1", [number])
    await pay(visitor, placed)
    await expect
      .poll(() => refundOf(number), { timeout: 15_000 })
      .toEqual([{ state: 'sent', amount: 2_350 + 490 }])
    expect(await stateOf(number)).toBe('cancelled')
    expect(await stockOf(variant)).toEqual(before)
  })

  test('that arrives when the goods are gone goes back, and the order says so', async () => {
    const { visitor, placed, number, variant } = await atPayment('FLUO-SC-GREE')
    await shop.database.query("DELETE FROM holds WHERE owner = 'order:' || $1", [number])
    await shop.database.query('UPDATE stock_levels SET on_hand = 0, on_hold = 0 WHERE variant_id = $1', [
      variant,
    ])
    const after = await pay(visitor, placed)
    expect(after.text).not.toContain('Payment successful')
    expect(after.text).toContain('Sold to somebody else before the payment arrived')
    expect(after.text).toContain('is being paid back')
    await expect.poll(() => refundOf(number), { timeout: 15_000 }).toMatchObject([{ state: 'sent' }])
    await expect
      .poll(
        () =>
          shop.database.query("SELECT subject FROM sent_mails WHERE subject LIKE '%' || $1 || '%'", [number]),
        {
          timeout: 15_000,
        },
      )
      .toEqual([{ subject: `Your order ${number} is cancelled` }])
    expect(await stateOf(number)).toBe('cancelled')
    expect(await stockOf(variant)).toEqual({ on_hand: 0, on_hold: 0 })
  })

  test('whose hold was lost still buys what is left', async () => {
    const { visitor, placed, number, variant } = await atPayment('FLUO-MN-GREE')
    const before = await stockOf(variant)
    await shop.database.query("DELETE FROM holds WHERE owner = 'order:' || $1", [number])
    await shop.database.query('UPDATE stock_levels SET on_hold = on_hold - 1 WHERE variant_id = $1', [
      variant,
    ])
    expect((await pay(visitor, placed)).text).toContain('Payment successful')
    expect(await stockOf(variant)).toEqual({
      on_hand: (before?.on_hand ?? 0) - 1,
      on_hold: (before?.on_hold ?? 0) - 1,
    })
  })
})

describe('the webhook', () => {
  test('settles an order whose shopper never came back, once, however often it is repeated', async () => {
    const { visitor, placed, number, variant } = await atPayment('FLUO-TN-GREE')
    const before = await stockOf(variant)
    await visitor.post(placed.location ?? '', { test_card: 'visa' })
    await expect.poll(() => stateOf(number), { timeout: 15_000 }).toBe('paid')

    const session = sessionOf(placed)
    const repeated = Array.from({ length: 6 }, (_, index) =>
      deliver({ id: `evt_${number}_${index % 2}`, session }),
    )
    for (const answer of await Promise.all(repeated)) expect(answer.status).toBe(200)
    expect(await stockOf(variant)).toEqual({
      on_hand: (before?.on_hand ?? 0) - 1,
      on_hold: (before?.on_hold ?? 0) - 1,
    })
    const paid = await shop.database.query(
      "SELECT 1 FROM outbox_events WHERE type = 'order.paid' AND subject = $1",
      [`orders/${number}`],
    )
    expect(paid).toHaveLength(1)
  })

  test('and the page a shopper returns to may come at the same moment', async () => {
    const { visitor, placed, number } = await atPayment('FLUO-TN-GREE')
    const paid = await visitor.post(placed.location ?? '', { test_card: 'visa' })
    const answers = await Promise.all([
      visitor.get(paid.location ?? ''),
      deliver({ id: `evt_race_${number}_a`, session: sessionOf(placed) }),
      deliver({ id: `evt_race_${number}_b`, session: sessionOf(placed) }),
      visitor.get(paid.location ?? ''),
    ])
    expect(answers.map(({ status }) => status)).toEqual([303, 200, 200, 303])
    expect(await stateOf(number)).toBe('paid')
    expect(await refundOf(number)).toEqual([])
  })

  test('about something that is none of ours is answered and ignored', async () => {
    expect(
      (await deliver({ id: 'evt_foreign', session: 'pi_1', type: 'payment_intent.succeeded' })).status,
    ).toBe(200)
  })
})

test('a bank that refuses late is told of by mail, and the order can be paid another way', async () => {
  const { visitor, placed, number } = await atPayment('PYRI-TN-BRAS')
  const waiting = await pay(visitor, placed, 'late_failure')
  expect(waiting.text).toContain('Payment in progress')
  await expect
    .poll(
      () =>
        shop.database.query("SELECT subject FROM sent_mails WHERE subject LIKE '%' || $1 || '%'", [number]),
      {
        timeout: 20_000,
      },
    )
    .toEqual([{ subject: `Your order ${number} is not paid yet` }])

  const order = await visitor.get(/href="(\/orders\/LM[^"]+)"/.exec(waiting.text)?.[1] ?? '')
  expect(order.text).toContain('Your card was declined. Nothing was charged.')
  const payPath = /action="([^"]*\/payments[^"]*)"/.exec(order.text)?.[1]?.replaceAll('&amp;', '&') ?? ''
  expect((await pay(visitor, await visitor.post(payPath, {}))).text).toContain('Payment successful')
})

describe('two tabs', () => {
  test('one that has paid and one that turns back both end at the confirmation', async () => {
    const { visitor, placed } = await atPayment('PYRI-TN-BRAS')
    const page = await visitor.get(placed.location ?? '')
    const cancel = /href="([^"]*\/cancelled[^"]*)"/.exec(page.text)?.[1]?.replaceAll('&amp;', '&') ?? ''
    await pay(visitor, placed)
    expect((await visitor.follow(await visitor.get(cancel))).text).toContain('Payment successful')
  })

  test('cannot pay twice while a bank is still deciding', async () => {
    const { visitor, placed, number } = await atPayment('PYRI-TN-BRAS')
    const waiting = await pay(visitor, placed, 'late_success')
    expect(waiting.text).toContain('Payment in progress')
    const key = /key=([\w-]+)/.exec(waiting.text)?.[1]
    const again = await visitor.post(`/orders/${number}/payments?key=${key}`, {})
    expect(again.location).toContain('/confirmation')
    expect(
      await shop.database.query(
        'SELECT 1 FROM payments p JOIN orders o ON o.id = p.order_id WHERE number = $1',
        [number],
      ),
    ).toHaveLength(1)
  })

  test('an address changed in one is not sent to unseen by the other', async () => {
    const [row] = await shop.database.query<{ id: number }>(
      "SELECT id FROM variants WHERE sku = 'PYRI-TN-BRAS'",
    )
    const visitor = new Visitor(shop.url, '198.51.100.200')
    await visitor.post('/cart/lines', { variant: String(row?.id) })
    const review = await toReview(visitor)
    await visitor.post('/checkout/address', { ...ADDRESS, name: 'Somebody Else' })
    const refused = await place(visitor, review)
    expect(refused.status).toBe(409)
    expect(refused.text).toContain('The address was changed in another window.')
    expect((await place(visitor, refused)).location).toContain('/stand-in/')
  })
})

describe('an order that nobody pays', () => {
  test('is cancelled after an hour, frees its units, and can no longer be paid', async () => {
    const { visitor, placed, number, variant } = await atPayment('FLUO-MN-PURP')
    expect(await stockOf(variant)).toMatchObject({ on_hold: 1 })
    await shop.database.query("UPDATE orders SET placed_at = now() - interval '2 hours' WHERE number = $1", [
      number,
    ])
    await shop.database.query("UPDATE payments SET created_at = now() - interval '2 hours'")
    await shop.database.query("SELECT graphile_worker.add_job('abandon-unpaid-orders')")
    await expect.poll(() => stateOf(number), { timeout: 15_000 }).toBe('cancelled')
    expect(await stockOf(variant)).toMatchObject({ on_hold: 0 })
    expect((await visitor.post(placed.location ?? '', { test_card: 'visa' })).status).toBe(410)
  })
})

test('when Stripe cannot be reached the order is kept, nothing is charged, and it can be tried again', async () => {
  const keys = { STRIPE_SECRET_KEY: 'sk_test_1', STRIPE_WEBHOOK_SECRET: 'whsec_1', LOG_LEVEL: 'silent' }
  await using stranded = await aShop('demo', { ...keys, STRIPE_API_BASE: 'http://127.0.0.1:9' })
  const [row] = await stranded.database.query<{ id: number }>(
    "SELECT id FROM variants WHERE sku = 'FLUO-TN-GREE'",
  )
  const visitor = new Visitor(stranded.url)
  await visitor.post('/cart/lines', { variant: String(row?.id) })
  const order = await visitor.follow(await place(visitor, await toReview(visitor)))
  expect(order.status).toBe(200)
  expect(order.text).toContain('Nothing was charged')
  expect(order.text).toContain('Pay now')
  const [held] = await stranded.database.query('SELECT on_hold FROM stock_levels WHERE variant_id = $1', [
    row?.id,
  ])
  expect(held).toEqual({ on_hold: 1 })
})
