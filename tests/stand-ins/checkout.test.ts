import { describe, expect, test } from 'vitest'
import { orderSession } from '../../src/stand-ins/stripe/api/checkout-session-order.ts'
import { checkoutSessionParameters } from '../../src/stand-ins/stripe/api/checkout-session-parameters.ts'
import { decodeForm } from '../../src/stand-ins/stripe/api/form-encoding.ts'
import { CardNetwork } from '../../src/stand-ins/stripe/checkout/card-network.ts'
import { Checkout } from '../../src/stand-ins/stripe/checkout/checkout.ts'
import { furnish } from '../../src/stand-ins/stripe/office.ts'
import { NoJournal } from '../../src/stand-ins/stripe/store/journal.ts'
import { anOrder, aStandIn, WindUpClock } from './a-stand-in.ts'

const HOUR = 3_600_000

describe('A checkout session', () => {
  test('opens with the sums, the references and the address of its page', async () => {
    const { stripe, url } = await aStandIn()

    const session = await stripe.checkout.sessions.create(anOrder({ metadata: { order: '7' } }))

    expect(session).toMatchObject({
      object: 'checkout.session',
      amount_subtotal: 10_290,
      amount_total: 10_290,
      currency: 'eur',
      client_reference_id: 'order-7',
      customer_email: 'mia@example.com',
      livemode: false,
      metadata: { order: '7' },
      mode: 'payment',
      payment_intent: null,
      payment_status: 'unpaid',
      status: 'open',
      ui_mode: 'hosted_page',
      url: `${url}/c/pay/${session.id}`,
    })
    expect(session.id).toMatch(/^cs_test_\w{58}$/)
    expect(session.expires_at - session.created).toBe(24 * 3600)
  })

  test('lists its line items when asked to', async () => {
    const { stripe } = await aStandIn()
    const { id } = await stripe.checkout.sessions.create(anOrder())

    const { line_items } = await stripe.checkout.sessions.retrieve(id, { expand: ['line_items'] })

    expect(line_items?.data).toMatchObject([
      { description: 'Linen shirt', quantity: 2, amount_total: 9800, price: { unit_amount: 4900 } },
      { description: 'Shipping', quantity: 1, amount_total: 490 },
    ])
    expect(line_items?.data[0]?.price?.unit_amount_decimal?.toString()).toBe('4900')
  })

  test('uses the public address when the page is reached by another one', async () => {
    const { stripe } = await aStandIn({ publicUrl: 'https://shop.test/pay/' })

    const session = await stripe.checkout.sessions.create(anOrder())

    expect(session.url).toBe(`https://shop.test/pay/c/pay/${session.id}`)
  })

  test('may run for 30 minutes at least and for 24 hours at most', async () => {
    const { stripe } = await aStandIn()
    const inSeconds = (seconds: number) => Math.floor(Date.now() / 1000) + seconds
    const until = (expires_at: number) => stripe.checkout.sessions.create(anOrder({ expires_at }))

    await expect(until(inSeconds(29 * 60))).rejects.toMatchObject({ statusCode: 400, param: 'expires_at' })
    await expect(until(inSeconds(25 * 3600))).rejects.toThrow('less than 24 hours')
    await expect(until(inSeconds(31 * 60))).resolves.toMatchObject({ status: 'open' })
  })

  test('expires when its time is up, and nobody can pay it any more', async () => {
    const clock = new WindUpClock()
    const { stripe, webhooks, shopper } = await aStandIn({ now: clock.now })
    const session = await stripe.checkout.sessions.create(anOrder())

    clock.forward(25 * HOUR)
    const late = await shopper.pay(session, '4242424242424242')

    expect(late.status).toBe(410)
    expect(late.html).toContain('expired')
    expect(late.html).toContain('href="http://shop.test/checkout"')
    const [event] = await webhooks.until('checkout.session.expired')
    expect(event?.data.object).toMatchObject({
      id: session.id,
      status: 'expired',
      url: null,
      payment_intent: null,
    })
    expect((await stripe.paymentIntents.list()).data).toEqual([])
  })

  test('can be expired by the shop once, and takes its unpaid payment with it', async () => {
    const { stripe, webhooks, shopper } = await aStandIn()
    const session = await stripe.checkout.sessions.create(anOrder())
    await shopper.pay(session, '4000000000000002')

    const expired = await stripe.checkout.sessions.expire(session.id, { expand: ['payment_intent'] })

    expect(expired).toMatchObject({ status: 'expired', payment_intent: { status: 'canceled' } })
    await webhooks.until('checkout.session.expired')
    await expect(stripe.checkout.sessions.expire(session.id)).rejects.toThrow(
      'Only Checkout Sessions with a status in ["open"] can be expired. ' +
        'This Checkout Session has a status of `expired`.',
    )
  })
})

describe('A payment', () => {
  test('completes the session, sends the shopper back and tells the shop', async () => {
    const { stripe, webhooks, shopper } = await aStandIn()
    const session = await stripe.checkout.sessions.create(
      anOrder({ metadata: { of: 'session' }, payment_intent_data: { metadata: { of: 'intent' } } }),
    )

    const paid = await shopper.pay(session, '4242 4242 4242 4242')

    expect(paid.status).toBe(303)
    expect(paid.location).toBe(`http://shop.test/orders/return?session=${session.id}`)
    const [completed] = await webhooks.until('checkout.session.completed')
    expect(completed).toMatchObject({ object: 'event', livemode: false, pending_webhooks: 1 })
    expect(completed?.data.object).toMatchObject({
      id: session.id,
      status: 'complete',
      payment_status: 'paid',
      customer_details: { email: 'mia@example.com', name: 'Mia Muster' },
      metadata: { of: 'session' },
      url: null,
    })
    const [succeeded] = await webhooks.until('payment_intent.succeeded')
    expect(succeeded?.data.object).toMatchObject({
      amount: 10_290,
      amount_received: 10_290,
      currency: 'eur',
      metadata: { of: 'intent' },
      status: 'succeeded',
    })
    expect(webhooks.types).toEqual(['checkout.session.completed', 'payment_intent.succeeded'])
  })

  test('is seen by the API with its charge and the end of its card number', async () => {
    const { stripe, shopper } = await aStandIn()
    const { id } = await stripe.checkout.sessions.create(anOrder())
    await shopper.pay(await stripe.checkout.sessions.retrieve(id), '5555555555554444')

    const session = await stripe.checkout.sessions.retrieve(id, { expand: ['payment_intent.latest_charge'] })

    expect(session.payment_intent).toMatchObject({
      object: 'payment_intent',
      id: expect.stringMatching(/^pi_/),
      last_payment_error: null,
      latest_charge: {
        id: expect.stringMatching(/^ch_/),
        amount_captured: 10_290,
        captured: true,
        paid: true,
        payment_method_details: {
          card: { brand: 'mastercard', last4: '4444', exp_month: 12, exp_year: 2034, three_d_secure: null },
        },
      },
    })
  })

  test('sent twice is charged once', async () => {
    const { stripe, shopper } = await aStandIn()
    const session = await stripe.checkout.sessions.create(anOrder())

    const both = await Promise.all([
      shopper.pay(session, '4242424242424242'),
      shopper.pay(session, '4242424242424242'),
    ])

    expect(both.map(({ status }) => status).sort()).toEqual([303, 409])
    const second = both.find(({ status }) => status === 409)
    expect(second?.html).toContain('This order is already paid')
    expect(second?.html).toContain(`href="http://shop.test/orders/return?session=${session.id}"`)
    expect((await stripe.events.list({ type: 'charge.succeeded' })).data).toHaveLength(1)
    expect((await stripe.events.list({ type: 'checkout.session.completed' })).data).toHaveLength(1)
  })
})

test('A payment by someone who still holds the session as it was is not charged again', () => {
  const office = furnish({
    now: () => new Date(),
    journal: new NoJournal(),
    publicUrl: () => '',
    lateAfterMilliseconds: 0,
    report: () => {},
  })
  const checkout = new Checkout(office, new CardNetwork(office))
  const order = checkoutSessionParameters.parse(decodeForm(aFormOfAnOrder))
  const session = office.store.transaction(() => checkout.open(orderSession(order, office.clock.seconds)))
  const card = { testCard: 'visa', brand: 'visa', last4: '4242', expiryMonth: 12, expiryYear: 2034 }
  const mia = { name: 'Mia Muster', email: 'mia@example.com' }

  const attempts = [checkout.pay(session, card, mia), checkout.pay(session, card, mia)]

  expect(attempts.map(({ kind }) => kind)).toEqual(['complete', 'closed'])
  expect(office.store.charges.all()).toHaveLength(1)
})

const aFormOfAnOrder =
  'mode=payment&success_url=http://shop.test&line_items[0][quantity]=1&line_items[0][price_data][currency]=eur' +
  '&line_items[0][price_data][unit_amount]=500&line_items[0][price_data][product_data][name]=Pin'
