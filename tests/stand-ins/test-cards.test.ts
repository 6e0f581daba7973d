import { describe, expect, test } from 'vitest'
import { CardNumber } from '../../src/stand-ins/stripe/cards/card-number.ts'
import { testCards } from '../../src/stand-ins/stripe/cards/test-cards.ts'
import { anOrder, aStandIn } from './a-stand-in.ts'

test('Every test card has a right check digit and a number of its own', () => {
  expect(testCards.filter(({ number }) => !new CardNumber(number).isValid)).toEqual([])
  expect(new Set(testCards.map(({ number }) => number)).size).toBe(testCards.length)
})

describe('A declined card', () => {
  test.each([
    ['4000000000000002', 'card_declined', 'generic_decline', 'Your card was declined.'],
    ['4000000000009995', 'card_declined', 'insufficient_funds', 'Your card has insufficient funds.'],
    ['4000000000000069', 'expired_card', 'expired_card', 'Your card has expired.'],
    ['4000000000000127', 'incorrect_cvc', 'incorrect_cvc', 'Your card&#39;s security code is incorrect.'],
    [
      '4000000000000119',
      'processing_error',
      'processing_error',
      'An error occurred while processing your card.',
    ],
    ['4111111111111111', 'card_declined', 'test_mode_live_card', 'used a non test card'],
  ])(
    '%s keeps the shopper on the page with the reason (%s, %s)',
    async (number, code, decline_code, reason) => {
      const { stripe, webhooks, shopper } = await aStandIn()
      const session = await stripe.checkout.sessions.create(anOrder())

      const declined = await shopper.pay(session, number)

      expect(declined.status).toBe(402)
      expect(declined.html).toContain('role="alert"')
      expect(declined.html).toContain(reason)
      expect(declined.html).toContain('value="Mia Muster"')
      const [event] = await webhooks.until('payment_intent.payment_failed')
      expect(event?.data.object).toMatchObject({
        status: 'requires_payment_method',
        last_payment_error: { type: 'card_error', code, decline_code, charge: expect.stringMatching(/^ch_/) },
      })
      expect(await stripe.checkout.sessions.retrieve(session.id)).toMatchObject({
        status: 'open',
        payment_status: 'unpaid',
      })
    },
  )

  test('can be followed by a good one, on the same payment intent', async () => {
    const { stripe, webhooks, shopper } = await aStandIn()
    const session = await stripe.checkout.sessions.create(anOrder())
    await shopper.pay(session, '4000000000000002')
    const [failed] = await webhooks.until('payment_intent.payment_failed')

    const paid = await shopper.pay(session, '4242424242424242')

    expect(paid.status).toBe(303)
    const [succeeded] = await webhooks.until('payment_intent.succeeded')
    expect(succeeded?.data.object).toMatchObject({ last_payment_error: null })
    expect(succeeded?.data.object).toHaveProperty('id', failed && Reflect.get(failed.data.object, 'id'))
  })
})

describe('A card whose bank asks (3-D Secure)', () => {
  test.each(['4000002500003155', '4000002760003184'])('%s pays once the shopper confirms', async (number) => {
    const { stripe, webhooks, shopper } = await aStandIn()
    const session = await stripe.checkout.sessions.create(anOrder())

    const asked = await shopper.pay(session, number)
    expect(asked).toMatchObject({ status: 303, location: `/c/pay/${session.id}/authentication` })
    const question = await shopper.open(session, '/authentication')
    expect(question.html).toContain('Did you make this payment?')
    expect(question.html).toContain('€102.90')
    const waiting = await stripe.checkout.sessions.retrieve(session.id, { expand: ['payment_intent'] })
    expect(waiting).toMatchObject({
      status: 'open',
      payment_intent: {
        status: 'requires_action',
        next_action: { redirect_to_url: { url: `${session.url}/authentication` } },
      },
    })

    const confirmed = await shopper.answerBank(session, 'confirmed')

    expect(confirmed.location).toBe(`http://shop.test/orders/return?session=${session.id}`)
    const [event] = await webhooks.until('checkout.session.completed')
    expect(event?.data.object).toMatchObject({
      payment_status: 'paid',
      customer_details: { name: 'Mia Muster' },
    })
    const paid = await stripe.checkout.sessions.retrieve(session.id, {
      expand: ['payment_intent.latest_charge'],
    })
    expect(paid).toMatchObject({
      payment_intent: {
        next_action: null,
        latest_charge: { payment_method_details: { card: { three_d_secure: { result: 'authenticated' } } } },
      },
    })
  })

  test('charges nothing when the shopper refuses, and lets her try another card', async () => {
    const { stripe, webhooks, shopper } = await aStandIn()
    const session = await stripe.checkout.sessions.create(anOrder())
    await shopper.pay(session, '4000002500003155')

    const refused = await shopper.answerBank(session, 'refused')

    expect(refused).toMatchObject({ status: 303, location: `/c/pay/${session.id}` })
    expect((await shopper.open(session)).html).toContain('unable to authenticate your payment method')
    const [event] = await webhooks.until('payment_intent.payment_failed')
    expect(event?.data.object).toMatchObject({
      last_payment_error: { code: 'payment_intent_authentication_failure' },
      latest_charge: null,
    })
    expect((await shopper.answerBank(session, 'confirmed')).location).toBe(`/c/pay/${session.id}`)
    expect((await shopper.pay(session, '4242424242424242')).status).toBe(303)
    await webhooks.until('checkout.session.completed')
  })

  test('can be declined after the shopper has confirmed', async () => {
    const { stripe, shopper } = await aStandIn()
    const session = await stripe.checkout.sessions.create(anOrder())
    await shopper.pay(session, '4000008260003178')

    const confirmed = await shopper.answerBank(session, 'confirmed')

    expect(confirmed.location).toBe(`/c/pay/${session.id}`)
    expect((await shopper.open(session)).html).toContain('insufficient funds')
  })

  test('confirmed twice is charged once', async () => {
    const { stripe, shopper } = await aStandIn()
    const session = await stripe.checkout.sessions.create(anOrder())
    await shopper.pay(session, '4000002500003155')

    const both = await Promise.all([
      shopper.answerBank(session, 'confirmed'),
      shopper.answerBank(session, 'confirmed'),
    ])

    expect(both.map(({ status }) => status).sort()).toEqual([303, 409])
    expect((await stripe.events.list({ type: 'charge.succeeded' })).data).toHaveLength(1)
  })
})

describe('A card that is decided late', () => {
  test('completes the session unpaid and is paid afterwards', async () => {
    const { stripe, webhooks, shopper } = await aStandIn()
    const session = await stripe.checkout.sessions.create(anOrder())

    const sent = await shopper.pay(session, '4000000000006009')

    expect(sent.location).toBe(`http://shop.test/orders/return?session=${session.id}`)
    const [processing] = await webhooks.until('payment_intent.processing')
    expect(processing?.data.object).toMatchObject({ status: 'processing', amount_received: 0 })
    const [completed] = await webhooks.until('checkout.session.completed')
    expect(completed?.data.object).toMatchObject({ status: 'complete', payment_status: 'unpaid' })
    const [late] = await webhooks.until('checkout.session.async_payment_succeeded')
    expect(late?.data.object).toMatchObject({ id: session.id, payment_status: 'paid' })
    const [succeeded] = await webhooks.until('payment_intent.succeeded')
    expect(succeeded?.data.object).toMatchObject({ amount_received: 10_290 })
  })

  test('completes the session unpaid and fails afterwards', async () => {
    const { stripe, webhooks, shopper } = await aStandIn()
    const session = await stripe.checkout.sessions.create(anOrder())

    await shopper.pay(session, '4000000000006017')

    const [late] = await webhooks.until('checkout.session.async_payment_failed')
    expect(late?.data.object).toMatchObject({ id: session.id, status: 'complete', payment_status: 'unpaid' })
    const [failed] = await webhooks.until('payment_intent.payment_failed')
    expect(failed?.data.object).toMatchObject({
      status: 'requires_payment_method',
      last_payment_error: { decline_code: 'generic_decline' },
    })
    expect(webhooks.ofType('payment_intent.succeeded')).toEqual([])
  })
})
