import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ADDRESS, pay, place, toReview } from '../support/purchase.ts'
import { aShop, type TestShop } from '../support/test-shop.ts'
import { type Page, Visitor } from '../support/visitor.ts'

const BUYERS = 200
const UNITS = 7

/** One at a time there would be no race: every buyer is a visitor of their own, and all run at once. */
describe.each(['cart', 'checkout'])('holding stock from the %s on', (holdStockFrom) => {
  let shop: TestShop
  let variant: string

  beforeAll(async () => {
    shop = await aShop('demo')
    const [row] = await shop.database.query<{ id: number }>(
      "SELECT id FROM variants WHERE sku = 'FLUO-TN-GREE'",
    )
    variant = String(row?.id)
    await shop.database.query('UPDATE stock_levels SET on_hand = $1 WHERE variant_id = $2', [UNITS, variant])
    await shop.database.query("INSERT INTO settings (key, value) VALUES ('holdStockFrom', $1)", [
      JSON.stringify(holdStockFrom),
    ])
  })

  afterAll(() => shop[Symbol.asyncDispose]())

  test(`${BUYERS} buyers race for ${UNITS} units: exactly ${UNITS} get them, and nobody sees a 500`, async () => {
    const began = new Date()
    const answers: number[] = []
    const watched = async (page: Promise<Page>) => {
      const answer = await page
      answers.push(answer.status)
      return answer
    }

    const endings = await Promise.all(
      Array.from({ length: BUYERS }, async (_, index) => {
        const buyer = new Visitor(shop.url, `203.0.${100 + Math.floor(index / 250)}.${index % 250}`)
        const added = await watched(buyer.post('/cart/lines', { variant, quantity: '1' }))
        if (added.status !== 303) return 'too late for the cart'
        const review = await watched(toReview(buyer, { ...ADDRESS, email: `buyer${index}@example.com` }))
        const placed = await watched(place(buyer, review))
        if (placed.status !== 303) return 'too late for the order'
        const confirmation = await watched(pay(buyer, placed))
        return confirmation.text.includes('Payment successful') ? 'bought' : 'lost'
      }),
    )

    const [orders] = await shop.database.query<{ paid: number; placed: number }>(
      "SELECT count(*) FILTER (WHERE state = 'paid')::int AS paid, count(*)::int AS placed FROM orders WHERE email LIKE 'buyer%'",
    )
    const [stock] = await shop.database.query(
      'SELECT on_hand, on_hold FROM stock_levels WHERE variant_id = $1',
      [variant],
    )
    const [ledger] = await shop.database.query<{ sold: number; held: number }>(
      `SELECT -sum(on_hand_change) FILTER (WHERE kind = 'sell')::int AS sold, sum(on_hold_change)::int AS held
         FROM stock_movements WHERE variant_id = $1 AND at >= $2`,
      [variant, began],
    )
    expect(answers.filter((status) => status >= 500)).toEqual([])
    expect(endings.filter((ending) => ending === 'bought')).toHaveLength(UNITS)
    expect(endings.filter((ending) => ending === 'lost')).toEqual([])
    expect(orders).toEqual({ paid: UNITS, placed: UNITS })
    expect(stock).toEqual({ on_hand: 0, on_hold: 0 })
    expect(ledger).toEqual({ sold: UNITS, held: 0 })
  })
})
