import Stripe from 'stripe'
import { describe, expect, test } from 'vitest'
import { decodeForm } from '../../src/stand-ins/stripe/api/form-encoding.ts'
import { aClient, anOrder, aStandIn, secretKey } from './a-stand-in.ts'

describe('The API', () => {
  test('lets nobody in without the key', async () => {
    const { url } = await aStandIn()
    const stranger = aClient(Number(new URL(url).port), 'sk_test_somebody_elses_key')

    const without = await fetch(`${url}/v1/payment_intents`)

    expect(without.status).toBe(401)
    expect(await without.json()).toMatchObject({ error: { type: 'invalid_request_error' } })
    const refused = stranger.paymentIntents.list()
    await expect(refused).rejects.toBeInstanceOf(Stripe.errors.StripeAuthenticationError)
    await expect(refused).rejects.toThrow('Invalid API Key provided: sk_test_**************_key')
  })

  test.each([
    ['success_urls', { success_urls: 'http://shop.test' }],
    ['payment_intent_data[note]', { payment_intent_data: { note: 'x' } }],
    ['line_items[0][price_data][colour]', { line_items: [{ quantity: 1, price_data: { colour: 'red' } }] }],
  ])('refuses the unknown parameter %s', async (param, extra) => {
    const { stripe } = await aStandIn()

    const refused = stripe.rawRequest('POST', '/v1/checkout/sessions', { ...anOrder(), ...extra })

    await expect(refused).rejects.toMatchObject({
      type: 'StripeInvalidRequestError',
      statusCode: 400,
      code: 'parameter_unknown',
      param,
      message: `Received unknown parameter: ${param}`,
      doc_url: 'https://stripe.com/docs/error-codes/parameter-unknown',
    })
  })

  test.each([
    ['mode', { mode: undefined }, 'parameter_missing'],
    ['success_url', { success_url: undefined }, 'parameter_missing'],
    ['line_items', { line_items: undefined }, 'parameter_missing'],
    ['success_url', { success_url: 'shop.test/return' }, 'url_invalid'],
    ['cancel_url', { cancel_url: 'javascript:alert(1)' }, 'url_invalid'],
    ['customer_email', { customer_email: 'mia' }, 'email_invalid'],
    ['expires_at', { expires_at: 'tomorrow' }, 'parameter_invalid_integer'],
    ['client_reference_id', { client_reference_id: '' }, 'parameter_invalid_empty'],
    ['mode', { mode: 'subscription' }, undefined],
  ])('refuses a session for its %s (%o)', async (param, change, code) => {
    const { stripe } = await aStandIn()

    const refused = stripe.rawRequest('POST', '/v1/checkout/sessions', { ...anOrder(), ...change })

    await expect(refused).rejects.toMatchObject({
      type: 'StripeInvalidRequestError',
      statusCode: 400,
      param,
      code,
    })
  })

  test('names the place of a parameter that is missing further down', async () => {
    const { stripe } = await aStandIn()
    const line_items = [{ quantity: 1, price_data: { currency: 'eur', product_data: { name: 'Shirt' } } }]

    const refused = stripe.rawRequest('POST', '/v1/checkout/sessions', { ...anOrder(), line_items })

    await expect(refused).rejects.toThrow('Missing required param: line_items[0][price_data][unit_amount].')
  })

  test('refuses what is below the least payable amount, and two currencies in one session', async () => {
    const { stripe } = await aStandIn()
    const line = (currency: string, unit_amount: number) => ({
      quantity: 1,
      price_data: { currency, unit_amount, product_data: { name: 'Pin' } },
    })

    const cheap = stripe.checkout.sessions.create(anOrder({ line_items: [line('eur', 49)] }))
    await expect(cheap).rejects.toMatchObject({ code: 'amount_too_small' })
    await expect(cheap).rejects.toThrow('at least €0.50 eur')
    const mixed = stripe.checkout.sessions.create(
      anOrder({ line_items: [line('eur', 500), line('usd', 500)] }),
    )
    await expect(mixed).rejects.toThrow('eur, usd')
  })

  test('knows nothing of ids it did not give', async () => {
    const { stripe } = await aStandIn()
    const missing = { statusCode: 404, code: 'resource_missing' }

    await expect(stripe.checkout.sessions.retrieve('cs_test_x')).rejects.toMatchObject(missing)
    await expect(stripe.paymentIntents.retrieve('pi_x')).rejects.toMatchObject({
      ...missing,
      param: 'intent',
    })
    await expect(stripe.paymentIntents.retrieve('pi_x')).rejects.toThrow("No such payment_intent: 'pi_x'")
    await expect(stripe.refunds.retrieve('re_x')).rejects.toMatchObject(missing)
    await expect(stripe.events.retrieve('evt_x')).rejects.toMatchObject(missing)
    await expect(stripe.customers.retrieve('cus_x')).rejects.toThrow(
      'Unrecognized request URL (GET: /v1/customers/cus_x)',
    )
  })

  test('refuses to expand what cannot be expanded', async () => {
    const { stripe } = await aStandIn()

    const refused = stripe.checkout.sessions.create(anOrder({ expand: ['customer.cards'] }))

    await expect(refused).rejects.toThrow('This property cannot be expanded (customer.cards).')
  })

  test('lists payment intents newest first, page by page, and by when they were made', async () => {
    const { stripe, shopper } = await aStandIn()
    for (const reference of ['a', 'b', 'c']) {
      const payment_intent_data = { metadata: { reference } }
      await shopper.pay(
        await stripe.checkout.sessions.create(anOrder({ payment_intent_data })),
        '4242424242424242',
      )
    }

    const first = await stripe.paymentIntents.list({ limit: 2 })
    const all = await stripe.paymentIntents.list({ limit: 2 }).autoPagingToArray({ limit: 10 })
    const created = { gte: Math.floor(Date.now() / 1000) + 60 }

    expect(first).toMatchObject({ object: 'list', has_more: true, url: '/v1/payment_intents' })
    expect(all.map(({ metadata }) => metadata.reference)).toEqual(['c', 'b', 'a'])
    expect((await stripe.paymentIntents.list({ created })).data).toEqual([])
  })

  test('lists events and gives each by its id', async () => {
    const { stripe, shopper } = await aStandIn()
    await shopper.pay(await stripe.checkout.sessions.create(anOrder()), '4242424242424242')

    const { data } = await stripe.events.list()
    const completed = data.find(({ type }) => type === 'checkout.session.completed')

    expect(data.map(({ type }) => type).sort()).toEqual([
      'charge.succeeded',
      'checkout.session.completed',
      'payment_intent.created',
      'payment_intent.succeeded',
    ])
    expect(await stripe.events.retrieve(completed?.id ?? '')).toMatchObject({
      id: completed?.id,
      object: 'event',
    })
  })

  test('takes the key as a user name too', async () => {
    const { url } = await aStandIn()
    const authorization = `Basic ${Buffer.from(`${secretKey}:`).toString('base64')}`

    const response = await fetch(`${url}/v1/payment_intents`, { headers: { authorization } })

    expect(response.status).toBe(200)
    expect(response.headers.get('request-id')).toMatch(/^req_\w{14}$/)
  })
})

test('The form encoding is read with its lists and its branches, whatever they are called', () => {
  expect(decodeForm('a=1&b[0][c]=2&b[1][c]=3&d[]=x&d[]=y&e[f][g]=z')).toEqual({
    a: '1',
    b: [{ c: '2' }, { c: '3' }],
    d: ['x', 'y'],
    e: { f: { g: 'z' } },
  })
  decodeForm('__proto__[stolen]=1&constructor[prototype][stolen]=1')
  expect(Reflect.get({}, 'stolen')).toBeUndefined()
})
