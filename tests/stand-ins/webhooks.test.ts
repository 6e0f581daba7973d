import Stripe from 'stripe'
import { describe, expect, test } from 'vitest'
import { signatureOf } from '../../src/stand-ins/stripe/webhooks/signature.ts'
import { anOrder, aStandIn, webhookSecret } from './a-stand-in.ts'

describe('A webhook', () => {
  test('comes again after a failure, as the same event', async () => {
    const { stripe, webhooks } = await aStandIn()
    webhooks.answers.push(500, 302)
    const session = await stripe.checkout.sessions.create(anOrder())

    await stripe.checkout.sessions.expire(session.id)

    const attempts = await webhooks.until('checkout.session.expired', 3)
    const [id, ...others] = new Set(attempts.map((event) => event.id))
    expect(others).toEqual([])
    await expect.poll(() => pendingWebhooks(stripe, id ?? '')).toBe(0)
    expect(attempts).toHaveLength(3)
  })

  test('is given up after the last pause', async () => {
    const { stripe, webhooks } = await aStandIn({ backOffMilliseconds: [5, 5] })
    webhooks.answers.push(500, 500, 500)
    const session = await stripe.checkout.sessions.create(anOrder())

    await stripe.checkout.sessions.expire(session.id)

    const [first] = await webhooks.until('checkout.session.expired', 3)
    await expect.poll(() => pendingWebhooks(stripe, first?.id ?? '')).toBe(0)
    expect(webhooks.ofType('checkout.session.expired')).toHaveLength(3)
  })

  test('is sent only for the events the shop has subscribed to', async () => {
    const { stripe, webhooks, shopper } = await aStandIn()
    const session = await stripe.checkout.sessions.create(anOrder())

    await shopper.pay(session, '4000002500003155')
    await shopper.answerBank(session, 'refused')
    await webhooks.until('payment_intent.payment_failed')

    expect(webhooks.types).toEqual(['payment_intent.payment_failed'])
    expect((await stripe.events.list({ type: 'payment_intent.requires_action' })).data).toHaveLength(1)
  })
})

test('The signature is the one Stripe makes', () => {
  const payload = '{"id":"evt_1"}'
  const stripe = new Stripe('sk_test_x')

  const expected = stripe.webhooks.generateTestHeaderString({
    payload,
    secret: webhookSecret,
    timestamp: 1_700_000_000,
  })

  expect(signatureOf(payload, webhookSecret, 1_700_000_000)).toBe(expected)
})

async function pendingWebhooks(stripe: Stripe, id: string): Promise<number> {
  return (await stripe.events.retrieve(id)).pending_webhooks
}
