import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Money } from '../../src/models/money.ts'
import { Order } from '../../src/models/orders/order.ts'
import { Bill } from '../../src/models/payments/bill.ts'
import { GiftCardCode } from '../../src/models/payments/gift-card-code.ts'
import { Payment } from '../../src/models/payments/payment.ts'
import type { PaymentReport } from '../../src/models/payments/payment-gateway.ts'
import { PaymentPlan } from '../../src/models/payments/payment-plan.ts'
import { StoredValue } from '../../src/models/payments/stored-value.ts'
import { ShopTime } from '../../src/models/shop-time.ts'
import { aQuote, aVariant, eur, NOW } from './cast.ts'

let lastId = 0

function aCard(balance: Money, facts: { expiresAt?: Date; kind?: StoredValue['kind'] } = {}): StoredValue {
  lastId += 1
  return new StoredValue({
    id: lastId,
    kind: facts.kind ?? 'gift-card',
    lastFour: String(lastId).padStart(4, '0'),
    balance,
    expiresAt: facts.expiresAt ?? null,
    createdAt: NOW,
    email: null,
  })
}

const LEAST = eur(50)

/** By gift cards of so many cents, in this order. */
const paying = (total: number, ...cards: (number | StoredValue)[]) =>
  PaymentPlan.of(
    eur(total),
    {
      giftCards: cards.map((card) => (typeof card === 'number' ? aCard(eur(card)) : card)),
      credit: null,
      usesCredit: false,
    },
    LEAST,
    NOW,
  )

describe('the code of a gift card', () => {
  const code = GiftCardCode.of(Uint8Array.from({ length: 20 }, (_, index) => index * 37))

  test('is the same however it is typed', () => {
    const written = code.toString()
    expect(written).toMatch(/^([0-9A-Z]{5}-){3}[0-9A-Z]{5}$/)
    const ways = [
      written,
      written.toLowerCase(),
      ` ${written.replaceAll('-', ' ')}\n`,
      written.replaceAll('-', ''),
      written.replaceAll('-', ' – '),
      written.replaceAll('0', 'o').replaceAll('1', 'l'),
    ]
    for (const typed of ways) expect(GiftCardCode.read(typed)?.hash).toBe(code.hash)
  })

  test('has no letter that is taken for another, and is read back from any chance', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 20, maxLength: 40 }), (chance) => {
        const made = GiftCardCode.of(chance)
        expect(made.toString()).not.toMatch(/[ILOU]/)
        expect(GiftCardCode.read(made.toString())?.hash).toBe(made.hash)
      }),
    )
  })

  test.each(['', 'ABCD', `${code}X`, 'UUUUU-UUUUU-UUUUU-UUUUU', '\0'.repeat(20), '💎'.repeat(20)])(
    'is not %j',
    (typed) => expect(GiftCardCode.read(typed)).toBeNull(),
  )

  test('shows its last four letters and hides the others', () => {
    expect(code.lastFour).toBe(code.toString().slice(-4))
    expect(code.hash).not.toContain(code.toString().slice(0, 5))
  })
})

describe('the last day of a card', () => {
  test.each([
    ['Europe/Berlin', '2026-12-31', '2026-12-31T22:59:59.999Z'],
    ['Europe/Berlin', '2026-07-01', '2026-07-01T21:59:59.999Z'],
    // The night in which the clocks go back.
    ['Europe/Berlin', '2026-10-25', '2026-10-25T22:59:59.999Z'],
    ['UTC', '2026-12-31', '2026-12-31T23:59:59.999Z'],
    ['Asia/Kolkata', '2026-12-31', '2026-12-31T18:29:59.999Z'],
  ])('in %s, %s, is over at %s', (timeZone, day, end) => {
    expect(ShopTime.in(timeZone).endOf(day).toISOString()).toBe(end)
    expect(ShopTime.in(timeZone).day(ShopTime.in(timeZone).endOf(day))).toContain(
      String(Number(day.slice(-2))),
    )
  })
})

describe('what pays a total', () => {
  test.each([
    // total, cards, what they pay, the rest
    [10_000, [3_000], [3_000], 7_000],
    [10_000, [10_000], [10_000], 0],
    [10_000, [12_345], [10_000], 0],
    [10_000, [3_000, 4_000, 9_999], [3_000, 4_000, 3_000], 0],
    // A card is charged 50 cents at least: the last gift card keeps what is missing.
    [10_000, [9_980], [9_950], 50],
    [10_000, [6_000, 3_999], [6_000, 3_950], 50],
    [10_000, [9_960, 20], [9_950], 50],
    [10_000, [9_950], [9_950], 50],
    [0, [3_000], [], 0],
    [40, [30], [], 40],
  ])('%i of %j: %j, and %i by card', (total, cards, paid, rest) => {
    const plan = paying(total, ...cards)
    expect(plan.parts.map(({ amount }) => amount.amount)).toEqual(paid)
    expect(plan.rest).toEqual(eur(rest))
  })

  test('leaves the total as it is, takes from nobody more than there is, and leaves enough for a card or nothing', () => {
    const cents = fc.integer({ min: 0, max: 20_000 })
    fc.assert(
      fc.property(cents, fc.array(cents, { maxLength: 6 }), (total, cards) => {
        const plan = paying(total, ...cards)
        expect(plan.covered.plus(plan.rest)).toEqual(eur(total))
        for (const { source, amount } of plan.parts) {
          expect(amount.isPositive).toBe(true)
          expect(source.balance.isLessThan(amount)).toBe(false)
        }
        const enough = plan.rest.isZero || !plan.rest.isLessThan(LEAST.atMost(eur(total)))
        expect(enough).toBe(true)
        expect(plan.parts.length + plan.idle.length).toBe(cards.length)
      }),
    )
  })

  test('names what cannot pay, and why', () => {
    const expired = aCard(eur(1_000), { expiresAt: NOW })
    const foreign = aCard(Money.of(1_000, 'USD'))
    const plan = paying(500, expired, foreign, 0, 900, 700)
    expect(plan.idle.map(({ sentence }) => sentence.replace(/ending in \d+/, ''))).toEqual([
      'Gift card  has expired.',
      'Gift card  is in USD, and this order is not.',
      'Gift card  has nothing left.',
      'Gift card  is not needed for this order.',
    ])
  })

  test('counts credit only if the customer wants it, after the cards', () => {
    const credit = aCard(eur(800), { kind: 'store-credit' })
    const card = aCard(eur(300))
    const plan = (usesCredit: boolean) =>
      PaymentPlan.of(eur(1_000), { giftCards: [card], credit, usesCredit }, LEAST, NOW)
    expect(plan(false).rest).toEqual(eur(700))
    expect(plan(true).parts).toEqual([
      { source: card, amount: eur(300) },
      { source: credit, amount: eur(700) },
    ])
    expect(plan(true).isCovered).toBe(true)
  })

  test('has a fingerprint that changes with what is paid by what', () => {
    const card = aCard(eur(3_000))
    expect(paying(5_000, card).fingerprint).toBe(paying(5_000, card).fingerprint)
    expect(paying(5_000, card).fingerprint).not.toBe(paying(5_000, 3_000).fingerprint)
    expect(paying(5_000, card).fingerprint).not.toBe(paying(5_000).fingerprint)
  })
})

describe('an order that a gift card pays in part', () => {
  const ADDRESS = { name: 'Ada', line1: 'S 1', line2: '', postcode: '1', city: 'B', region: '' }
  const BUYER = {
    ...{ userId: null, email: 'ada@example.com', note: '', isGift: false },
    address: { ...ADDRESS, country: 'DE', phone: '' },
  }
  const anOrder = () => Order.place('LM-1', BUYER, aQuote([[aVariant(), 2]]), NOW)
  const aReport = (facts: Partial<PaymentReport> = {}): PaymentReport => ({
    ...{ reference: 'cs_1', charge: 'pi_1', paymentId: 'card', state: 'captured', declineReason: '' },
    amount: eur(1_490),
    ...facts,
  })

  /** €24.90, of which €10.00 by gift card. */
  function partlyPaid() {
    const order = anOrder()
    const taken = Payment.taken('t', 'LM-1', { source: aCard(eur(1_000)), amount: eur(1_000) }, NOW)
    const card = new Payment({
      ...{ id: 'card', orderNumber: 'LM-1', gateway: 'stripe', amount: eur(1_490), createdAt: NOW },
    })
    return { order, taken, card, bill: () => new Bill(order, [taken, card]) }
  }

  test('asks the card for exactly the rest', () => {
    const { order, card, bill } = partlyPaid()
    expect(bill().due).toEqual(eur(1_490))
    expect(card.isUsableFor(bill().due, NOW)).toBe(true)
    expect(card.isUsableFor(order.total, NOW)).toBe(false)
  })

  test('is settled by the rest, and by nothing else', () => {
    const { order, card, bill } = partlyPaid()
    expect(card.learn(aReport({ amount: order.total }), order, bill().due).kind).toBe('mismatch')
    expect(card.learn(aReport({ amount: eur(1_489) }), order, bill().due).kind).toBe('mismatch')
    expect(card.learn(aReport({ amount: Money.of(1_490, 'USD') }), order, bill().due).kind).toBe('mismatch')
    expect(card.state).not.toBe('captured')
    expect(card.learn(aReport(), order, bill().due)).toEqual({ kind: 'settle' })
  })

  test('is not paid by the rest once the gift card has its money back', () => {
    const { order, taken, card, bill } = partlyPaid()
    expect(taken.putBack()).toBe(true)
    expect(taken.putBack()).toBe(false)
    expect(bill().due).toEqual(order.total)
    expect(card.learn(aReport(), order, bill().due).kind).toBe('give-back')
  })

  test('says what was paid by what, before and after', () => {
    const { order, bill } = partlyPaid()
    const name = expect.stringMatching(/^Gift card ending in \d{4}$/)
    expect(bill().rows).toEqual([
      { name, amount: eur(1_000) },
      { name: 'Left to pay', amount: eur(1_490) },
    ])
    order.markPaid(NOW, 'stripe')
    expect(bill().rows.at(-1)).toEqual({ name: 'Paid by card', amount: eur(1_490) })
  })
})
