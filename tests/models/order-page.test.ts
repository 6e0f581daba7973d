import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Conflict } from '../../src/models/errors.ts'
import { Order } from '../../src/models/orders/order.ts'
import { orderNumberIn } from '../../src/models/orders/order-number.ts'
import { paymentStanding } from '../../src/models/orders/payment-standing.ts'
import { readdressing } from '../../src/models/orders/readdressing.ts'
import { toldTimeline } from '../../src/models/orders/told-timeline.ts'
import { TaxTable } from '../../src/models/pricing/tax.ts'
import { aMethod, aQuote, aRate, aTariff, aVariant, eur, NOW } from './cast.ts'

const ADDRESS = {
  ...{ name: 'Ada', line1: 'Street 1', line2: '', postcode: '10115' },
  ...{ city: 'Berlin', region: '', country: 'DE', phone: '' },
}
const BUYER = { userId: null, email: 'ada@example.com', address: ADDRESS, note: '', isGift: false }
const HOUR = 3_600_000

const after = (milliseconds: number) => new Date(NOW.getTime() + milliseconds)
const anOrder = () => Order.place('LM-1', BUYER, aQuote([[aVariant(), 2]]), NOW)

function paid(): Order {
  const order = anOrder()
  order.markPaid(NOW, 'stripe')
  return order
}

describe('a buyer may cancel', () => {
  test('what is not paid at any time, and what is paid for exactly as long as the shop says', () => {
    fc.assert(
      fc.property(fc.nat(3 * HOUR), fc.nat(3 * HOUR), (since, grace) => {
        expect(anOrder().canBeCancelled(after(since), grace)).toBe(true)
        expect(paid().canBeCancelled(after(since), grace)).toBe(since < grace)
      }),
    )
  })

  test('nothing that has left, nor what is cancelled already', () => {
    const order = paid()
    order.ship({ carrier: 'DHL', trackingNumber: '', shippedAt: NOW }, 'owner')
    expect(order.canBeCancelled(NOW, HOUR)).toBe(false)
    const ended = anOrder()
    ended.cancel(NOW, 'shop', '')
    expect(ended.canBeCancelled(NOW, HOUR)).toBe(false)
  })
})

describe('an order goes elsewhere', () => {
  const elsewhere = { ...ADDRESS, line1: 'Street 2' }

  test('while it is here, at the price agreed, and tells of it', () => {
    const order = paid()
    order.releaseEvents()
    order.readdress(elsewhere, order.delivery, NOW)
    expect([order.address.line1, order.total]).toEqual(['Street 2', eur(2_490)])
    expect(order.timeline.at(-1)).toMatchObject({
      what: 'Delivery address changed',
      why: 'Now to Ada, Street 2, 10115 Berlin',
    })
    expect(order.releaseEvents().map(({ type }) => type)).toEqual(['order.readdressed'])
    order.ship({ carrier: 'DHL', trackingNumber: '', shippedAt: NOW }, 'owner')
    expect(() => order.readdress(ADDRESS, order.delivery, NOW)).toThrow(Conflict)
  })

  test('ten times at most', () => {
    const order = paid()
    for (let times = 1; times <= 10; times += 1) order.readdress(elsewhere, order.delivery, NOW)
    expect(() => order.readdress(elsewhere, order.delivery, NOW)).toThrow('very often')
  })

  const stone = aVariant()
  const here = aQuote([[stone, 2]])
  const order = Order.place('LM-1', BUYER, here, NOW)
  const dearer = aMethod({ tiers: [{ upToGrams: null, price: eur(990) }] })
  const otherTax = new TaxTable(
    [aRate({ basisPoints: 2_000 }), aRate({ category: 'shipping', basisPoints: 2_000 })],
    true,
  )

  test.each([
    ['the same', aTariff(), 'possible'],
    [
      'no delivery at all',
      aTariff({ methods: [] }),
      'We do not deliver this parcel to this address in Spain.',
    ],
    [
      'another way of delivery',
      aTariff({ methods: [aMethod({ name: 'Boat' })] }),
      'We do not deliver by Parcel',
    ],
    ['a dearer delivery', aTariff({ methods: [dearer] }), 'costs €9.90 instead of €4.90.'],
    ['another tax', aTariff({ taxes: otherTax }), 'This address has other taxes'],
  ])('where it finds %s', (_what, tariff, answer) => {
    const there = readdressing(order, here, aQuote([[stone, 2]], tariff), 'Spain')
    expect(there.kind === 'refused' ? there.sentence : there.kind).toContain(answer)
  })

  test('later, if the way there is longer: the buyer reads when', () => {
    const far = aMethod({ days: { handling: 1, fastest: 3, slowest: 9 } })
    const there = aQuote([[stone, 2]], aTariff({ methods: [far] }))
    expect(readdressing(order, here, there, 'Spain')).toEqual({
      kind: 'possible',
      promise: there.offers[0]?.promise,
    })
  })
})

test('a buyer reads what happened in their own words, and no name of those who work here', () => {
  const order = anOrder()
  order.remark(NOW, BUYER.email, 'Came back to change the order')
  order.remark(NOW, 'stripe', 'Payment does not match the order', '€1.00 came for €24.90')
  order.markPaid(NOW, 'stripe')
  order.ship({ carrier: 'DHL', trackingNumber: '', shippedAt: NOW }, 'grace@shop.example')
  const told = toldTimeline(order, ['stripe'])
  expect(told.map(({ who }) => who)).toEqual([
    ...['you', 'you', 'the payment provider', 'the payment provider', 'the shop'],
  ])
  expect(JSON.stringify(told)).not.toMatch(/@|came for/)
})

test.each([
  ['nothing yet', anOrder(), [], ['€24.90 is still to be paid.']],
  ['all of it', paid(), [], ['€24.90 is paid.']],
  [
    'all, and some on its way back',
    paid(),
    [[500, false]],
    ['€24.90 is paid.', '€5.00 is on its way back to you.'],
  ],
  [
    'all, and it went back',
    paid(),
    [[2_490, true]],
    ['€24.90 is paid.', '€24.90 was paid back the way it came.'],
  ],
] as const)('money: %s', (_what, order, refunds, sentences) => {
  const known = refunds.map(([amount, isSent]) => ({ paymentId: 'p', amount: eur(amount), isSent }))
  expect(paymentStanding(order, null, known)).toEqual(sentences)
})

test.each([
  ['LM-1001', 'LM-1001'],
  [' #lm 1001 ', 'LM-1001'],
  ['1001', 'LM-1001'],
  ['lm1001', 'LM-1001'],
  ['LM-0001001', 'LM-1001'],
  ['', null],
  ['LM-', null],
  ['LM-12345678901', null],
  ['my stones', null],
])('“%s” is the number %s', (typed, number) => {
  expect(orderNumberIn(typed)).toBe(number)
})
