import { once } from 'node:events'
import express from 'express'
import Stripe from 'stripe'
import { describe, expect, onTestFinished, test } from 'vitest'
import { Api } from '../../src/stand-ins/stripe/api/api.ts'
import { noParameters } from '../../src/stand-ins/stripe/api/parameters.ts'
import { SecretKey } from '../../src/stand-ins/stripe/api/secret-key.ts'
import { furnish } from '../../src/stand-ins/stripe/office.ts'
import { NoJournal } from '../../src/stand-ins/stripe/store/journal.ts'
import { anOrder, aStandIn, secretKey, WindUpClock } from './a-stand-in.ts'

const HOUR = 3_600_000

describe('An idempotency key', () => {
  test('gets the first answer again for the same request', async () => {
    const { stripe } = await aStandIn()

    const first = await stripe.checkout.sessions.create(anOrder(), { idempotencyKey: 'order-7' })
    const again = await stripe.checkout.sessions.create(anOrder(), { idempotencyKey: 'order-7' })

    expect(again).toEqual(first)
    expect(first.lastResponse.headers).not.toHaveProperty('idempotent-replayed')
    expect(again.lastResponse.headers).toMatchObject({
      'idempotent-replayed': 'true',
      'original-request': first.lastResponse.requestId,
    })
  })

  test('cannot be used for another request', async () => {
    const { stripe } = await aStandIn()
    const options = { idempotencyKey: 'order-7' }
    const session = await stripe.checkout.sessions.create(anOrder(), options)

    const otherOrder = stripe.checkout.sessions.create(anOrder({ client_reference_id: 'order-8' }), options)
    const otherEndpoint = stripe.checkout.sessions.expire(session.id, {}, options)

    await expect(otherOrder).rejects.toBeInstanceOf(Stripe.errors.StripeIdempotencyError)
    await expect(otherOrder).rejects.toMatchObject({ statusCode: 400, rawType: 'idempotency_error' })
    await expect(otherEndpoint).rejects.toThrow('can only be used for the same endpoint')
  })

  test('makes one session of many requests at once', async () => {
    const { stripe } = await aStandIn()
    const create = () => stripe.checkout.sessions.create(anOrder(), { idempotencyKey: 'order-7' })

    const sessions = await Promise.all(Array.from({ length: 8 }, create))

    expect(new Set(sessions.map(({ id }) => id)).size).toBe(1)
    const replayed = sessions.filter(({ lastResponse }) => 'idempotent-replayed' in lastResponse.headers)
    expect(replayed).toHaveLength(7)
  })

  test('keeps a refusal that came from the endpoint itself', async () => {
    const { stripe, shopper } = await aStandIn()
    const session = await stripe.checkout.sessions.create(anOrder())
    await shopper.pay(session, '4000000000000002')
    const { payment_intent } = await stripe.checkout.sessions.retrieve(session.id)
    const refund = () =>
      stripe.refunds.create({ payment_intent: String(payment_intent) }, { idempotencyKey: 'refund-7' })

    await expect(refund()).rejects.toThrow('does not have a successful charge to refund')
    await shopper.pay(session, '4242424242424242')

    await expect(refund()).rejects.toThrow('does not have a successful charge to refund')
  })

  test('is free again when the parameters were refused', async () => {
    const { stripe } = await aStandIn()
    const options = { idempotencyKey: 'order-7' }

    await expect(stripe.checkout.sessions.create(anOrder({ customer_email: 'x' }), options)).rejects.toThrow(
      'email',
    )

    await expect(stripe.checkout.sessions.create(anOrder(), options)).resolves.toMatchObject({
      status: 'open',
    })
  })

  test('keeps a failure of the server, which leaves nothing half done', async () => {
    const { office, url, failures } = await anApiWhoseFirstAnswerFails()
    const post = () =>
      fetch(`${url}/v1/tries`, {
        method: 'POST',
        headers: { authorization: `Bearer ${secretKey}`, 'idempotency-key': 'try-7' },
      })

    const first = await post()
    const again = await post()

    expect([first.status, again.status]).toEqual([500, 500])
    expect(again.headers.get('idempotent-replayed')).toBe('true')
    expect(await again.json()).toEqual({ error: { message: 'An unknown error occurred', type: 'api_error' } })
    expect(office.store.events.all()).toEqual([])
    expect(failures).toEqual([new Error('Out of paper')])
  })

  test('is forgotten after a day', async () => {
    const clock = new WindUpClock()
    const { stripe } = await aStandIn({ now: clock.now })
    const create = () => stripe.checkout.sessions.create(anOrder(), { idempotencyKey: 'order-7' })
    const first = await create()

    clock.forward(25 * HOUR)

    expect((await create()).id).not.toBe(first.id)
  })
})

async function anApiWhoseFirstAnswerFails() {
  const failures: unknown[] = []
  const report = (error: unknown) => void failures.push(error)
  const office = furnish({
    now: () => new Date(),
    journal: new NoJournal(),
    publicUrl: () => '',
    lateAfterMilliseconds: 0,
    report,
  })
  const api = new Api(office, new SecretKey(secretKey))
  let isBroken = true
  api.post({
    path: '/v1/tries',
    parameters: noParameters,
    answer: () => {
      office.events.announce('try.made', {})
      if (!isBroken) return { object: 'try' }
      isBroken = false
      throw new Error('Out of paper')
    },
  })
  api.finish()
  const server = express().use(api.router).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const address = server.address()
  return { office, failures, url: `http://127.0.0.1:${typeof address === 'object' && address?.port}` }
}
