import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Conflict } from '../../src/models/errors.ts'
import { Money } from '../../src/models/money.ts'
import { Order } from '../../src/models/orders/order.ts'
import { NEXT, type OrderState } from '../../src/models/orders/order-state.ts'
import { Payment } from '../../src/models/payments/payment.ts'
import type { PaymentReport } from '../../src/models/payments/payment-gateway.ts'
import { aQuote, aVariant, eur, NOW } from './cast.ts'

const ADDRESS = {
  name: 'Ada',
  line1: 'Street 1',
  line2: '',
  postcode: '10115',
  city: 'Berlin',
  region: '',
  country: 'DE',
  phone: '',
}
const BUYER = { userId: null, email: 'ada@example.com', address: ADDRESS, note: '', isGift: false }

const anOrder = () => Order.place('LM-1', BUYER, aQuote([[aVariant(), 2]]), NOW)

describe('an order', () => {
  test('freezes names, prices and taxes when it is placed', () => {
    const order = anOrder()
    expect(order.total).toEqual(eur(2_490))
    expect(order.lines[0]).toMatchObject({
      productName: 'Fluorite',
      quantity: 2,
      taxRate: 1_900,
      tax: eur(319),
    })
    expect(order.releaseEvents().map(({ type }) => type)).toEqual(['order.created'])
  })

  test('tells each event once, with what a consumer needs', () => {
    const order = anOrder()
    order.releaseEvents()
    order.markPaid(NOW, 'stripe')
    order.ship({ carrier: 'DHL', trackingNumber: '1', shippedAt: NOW }, 'owner')
    expect(order.releaseEvents().map(({ type }) => type)).toEqual(['order.paid', 'order.shipped'])
    expect(order.releaseEvents()).toEqual([])
  })

  test('writes who did what, when and why into its timeline', () => {
    const order = anOrder()
    order.cancel(NOW, 'shop', 'Not paid in time')
    expect(order.timeline.at(-1)).toEqual({
      at: NOW,
      actor: 'shop',
      what: 'Cancelled',
      why: 'Not paid in time',
    })
  })

  test('can be changed until it is paid, and never after', () => {
    const order = anOrder()
    order.revise(BUYER, aQuote([[aVariant(), 1]]), NOW)
    expect(order.total).toEqual(eur(1_490))
    order.markPaid(NOW, 'stripe')
    expect(() => order.revise(BUYER, aQuote([[aVariant(), 9]]), NOW)).toThrow(Conflict)
  })

  test('moves only along its table, whatever it is told', () => {
    const verbs: Record<string, (order: Order) => void> = {
      paid: (order) => order.markPaid(NOW, 'stripe'),
      shipped: (order) => order.ship({ carrier: 'DHL', trackingNumber: '', shippedAt: NOW }, 'owner'),
      cancelled: (order) => order.cancel(NOW, 'shop', ''),
    }
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...Object.keys(verbs)), { maxLength: 6 }), (wishes) => {
        const order = anOrder()
        for (const wish of wishes) {
          const before: OrderState = order.state
          const allowed: readonly string[] = NEXT[before]
          if (allowed.includes(wish)) verbs[wish]?.(order)
          else expect(() => verbs[wish]?.(order)).toThrow(Conflict)
          expect(order.state).toBe(allowed.includes(wish) ? wish : before)
        }
      }),
    )
  })
})

describe('a payment', () => {
  const aPayment = (order: Order) =>
    new Payment({
      id: 'p1',
      orderNumber: order.number,
      gateway: 'stripe',
      amount: order.total,
      createdAt: NOW,
    })
  const aReport = (facts: Partial<PaymentReport> = {}): PaymentReport => ({
    reference: 'cs_1',
    charge: 'pi_1',
    paymentId: 'p1',
    state: 'captured',
    amount: eur(2_490),
    declineReason: '',
    ...facts,
  })

  test('settles its order once', () => {
    const order = anOrder()
    const payment = aPayment(order)
    expect(payment.learn(aReport(), order)).toEqual({ kind: 'settle' })
    expect(payment.learn(aReport(), order)).toEqual({ kind: 'known' })
    expect(payment.state).toBe('captured')
  })

  test('a late or repeated report cannot undo a capture', () => {
    const order = anOrder()
    const payment = aPayment(order)
    payment.learn(aReport(), order)
    payment.learn(aReport({ state: 'cancelled' }), order)
    expect(payment.state).toBe('captured')
  })

  test.each([
    ['another amount', { amount: eur(1) }],
    ['another currency', { amount: Money.of(2_490, 'USD') }],
    ['another attempt', { paymentId: 'p2' }],
  ])('%s never pays an order', (_what, facts) => {
    const order = anOrder()
    const payment = aPayment(order)
    expect(payment.learn(aReport(facts), order).kind).toBe('mismatch')
    expect(payment.state).not.toBe('captured')
  })

  test('money for an order that is cancelled, paid or changed is given back', () => {
    const cancelled = anOrder()
    cancelled.cancel(NOW, 'shop', '')
    expect(aPayment(anOrder()).learn(aReport(), cancelled).kind).toBe('give-back')

    const changed = anOrder()
    const payment = aPayment(changed)
    changed.revise(BUYER, aQuote([[aVariant(), 3]]), NOW)
    expect(payment.learn(aReport(), changed).kind).toBe('give-back')
  })

  test('a declined card can be followed by a good one', () => {
    const order = anOrder()
    const payment = aPayment(order)
    const declined = aReport({ state: 'open', declineReason: 'Your card was declined.' })
    expect(payment.learn(declined, order)).toEqual({ kind: 'retry', reason: 'Your card was declined.' })
    expect(payment.isPending).toBe(true)
    expect(payment.learn(aReport(), order)).toEqual({ kind: 'settle' })
    expect(payment.reason).toBe('')
  })
})
