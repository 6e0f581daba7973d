import type Stripe from 'stripe'
import { describe, expect, test } from 'vitest'
import { anOrder, aStandIn } from './a-stand-in.ts'

describe('A refund', () => {
  test('gives back a part, then the rest, and never more than was paid', async () => {
    const { stripe, webhooks, payment_intent } = await aPaidOrder()

    const part = await stripe.refunds.create({
      payment_intent,
      amount: 4900,
      reason: 'requested_by_customer',
    })
    const [afterPart] = await webhooks.until('charge.refunded')
    const tooMuch = stripe.refunds.create({ payment_intent, amount: 5391 })
    await expect(tooMuch).rejects.toThrow(
      'Refund amount (€53.91) is greater than unrefunded amount on charge (€53.90)',
    )
    const rest = await stripe.refunds.create({ payment_intent, metadata: { return: '12' } })
    const [, afterRest] = await webhooks.until('charge.refunded', 2)

    expect(part).toMatchObject({ object: 'refund', amount: 4900, status: 'succeeded', payment_intent })
    expect(rest).toMatchObject({ amount: 5390, metadata: { return: '12' } })
    expect(afterPart?.data.object).toMatchObject({ amount_refunded: 4900, refunded: false })
    expect(afterRest?.data.object).toMatchObject({ amount_refunded: 10_290, refunded: true })
    expect(await stripe.refunds.retrieve(part.id)).toEqual(part)
    await expect(stripe.refunds.create({ payment_intent })).rejects.toMatchObject({
      code: 'charge_already_refunded',
    })
    expect(await webhooks.until('refund.created', 2)).toHaveLength(2)
  })

  test('can be asked for by the charge', async () => {
    const { stripe, payment_intent } = await aPaidOrder()
    const { latest_charge } = await stripe.paymentIntents.retrieve(payment_intent)

    const refund = await stripe.refunds.create({ charge: String(latest_charge), expand: ['charge'] })

    expect(refund).toMatchObject({ amount: 10_290, charge: { id: latest_charge, refunded: true } })
  })

  test('needs a payment that took money', async () => {
    const { stripe, shopper } = await aStandIn()
    const session = await stripe.checkout.sessions.create(anOrder())
    await shopper.pay(session, '4000000000000002')
    const { payment_intent } = await stripe.checkout.sessions.retrieve(session.id)

    await expect(stripe.refunds.create({})).rejects.toMatchObject({ code: 'parameter_missing' })
    await expect(stripe.refunds.create({ payment_intent: 'pi_x' })).rejects.toMatchObject({
      statusCode: 400,
      code: 'resource_missing',
    })
    await expect(stripe.refunds.create({ payment_intent: String(payment_intent) })).rejects.toThrow(
      'does not have a successful charge to refund',
    )
  })

  test('of the card made for it stays pending for a while', async () => {
    const { stripe, webhooks, payment_intent } = await aPaidOrder('4000000000007726')

    const refund = await stripe.refunds.create({ payment_intent })

    expect(refund.status).toBe('pending')
    const [updated] = await webhooks.until('refund.updated')
    expect(updated?.data.object).toMatchObject({ id: refund.id, status: 'succeeded' })
  })

  test('asked for twice at once is never given twice', async () => {
    const { stripe, payment_intent } = await aPaidOrder()

    const both = await Promise.allSettled([
      stripe.refunds.create({ payment_intent, amount: 10_000 }),
      stripe.refunds.create({ payment_intent, amount: 10_000 }),
    ])

    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  })
})

async function aPaidOrder(card = '4242424242424242') {
  const running = await aStandIn()
  const session = await running.stripe.checkout.sessions.create(anOrder())
  await running.shopper.pay(session, card)
  return { ...running, payment_intent: await intentOf(running.stripe, session) }
}

async function intentOf(stripe: Stripe, { id }: Stripe.Checkout.Session): Promise<string> {
  const { payment_intent } = await stripe.checkout.sessions.retrieve(id)
  return String(payment_intent)
}
