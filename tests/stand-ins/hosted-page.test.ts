import { once } from 'node:events'
import express from 'express'
import { describe, expect, onTestFinished, test } from 'vitest'
import { anOrder, aStandIn } from './a-stand-in.ts'

describe('The payment page', () => {
  test('says that it is a test and shows what is to be paid, to whom and by whom', async () => {
    const { stripe, shopper } = await aStandIn()

    const { status, html } = await shopper.open(await stripe.checkout.sessions.create(anOrder()))

    expect(status).toBe(200)
    for (const shown of [
      'no real money',
      'Pay Cartwright',
      'Linen shirt',
      'Quantity 2',
      '€49.00 each',
      'Pay €102.90',
      'mia@example.com',
      'href="http://shop.test/checkout"',
      '4000 0000 0000 9995',
    ]) {
      expect(html).toContain(shown)
    }
  })

  test('forbids scripts and frames, and lets its form lead to itself and to the shop only', async () => {
    const { stripe } = await aStandIn()
    const { url } = await stripe.checkout.sessions.create(anOrder())

    const { headers } = await fetch(url ?? '')

    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none'; style-src 'self'; img-src 'self' data: https: http:; form-action 'self' http://shop.test; " +
        "base-uri 'none'; frame-ancestors 'none'",
    )
    expect(headers.get('cache-control')).toBe('no-store')
  })

  test('shows what the shop calls its things as text', async () => {
    const { stripe, shopper } = await aStandIn()
    const product_data = { name: '<script>alert(1)</script>' }
    const session = await stripe.checkout.sessions.create(
      anOrder({
        line_items: [{ price_data: { currency: 'eur', unit_amount: 100, product_data }, quantity: 1 }],
      }),
    )

    const { html } = await shopper.open(session)

    expect(html).not.toContain('<script>')
    expect(html).toContain('&lt;script&gt;')
  })

  test.each([
    ['a wrong check digit', { number: '4242 4242 4242 4241' }, 'number', 'Your card number is invalid.'],
    ['no number', { number: '' }, 'number', 'Enter a card number.'],
    ['an expiry in the past', { expiry: '01/20' }, 'expiry', 'expiry date is in the past'],
    ['an expiry that is no month', { expiry: '13/34' }, 'expiry', 'Enter the expiry date'],
    ['a short security code', { cvc: '12' }, 'cvc', 'Enter the security code: 3 digits.'],
    ['no name', { name: ' ' }, 'name', 'Enter the name on the card.'],
  ])(
    'refuses %s at its field and keeps what was typed, but for the security code',
    async (_what, typed, field, mistake) => {
      const { stripe, shopper } = await aStandIn()
      const session = await stripe.checkout.sessions.create(anOrder())
      const sent = {
        number: '4242 4242 4242 4242',
        expiry: '11/34',
        cvc: '987',
        name: 'Mia Muster',
        ...typed,
      }

      const { status, html } = await shopper.send(session, sent)

      expect(status).toBe(422)
      expect(html).toContain('role="alert"')
      expect(html).toContain(`<a href="#${field}">`)
      expect(html).toMatch(new RegExp(`id="${field}-mistake">[^<]*${mistake}`))
      expect(html).toContain(`value="${sent.number}"`)
      expect(html).toContain(`value="${sent.expiry}"`)
      expect(html).toContain(`value="${sent.name.trim()}"`)
      expect(html).not.toMatch(/value="(638|12)"/)
      expect((await stripe.paymentIntents.list()).data).toEqual([])
    },
  )

  test('asks for four digits on an American Express card', async () => {
    const { stripe, shopper } = await aStandIn()
    const session = await stripe.checkout.sessions.create(anOrder())

    expect((await shopper.pay(session, '378282246310005')).html).toContain(
      'Enter the security code: 4 digits.',
    )
    expect((await shopper.pay(session, '378282246310005', { cvc: '1234' })).status).toBe(303)
  })

  test('takes a chosen test card without anything typed', async () => {
    const { stripe, shopper } = await aStandIn()
    const session = await stripe.checkout.sessions.create(anOrder())

    const declined = await shopper.send(session, { test_card: 'insufficient_funds' })
    const paid = await shopper.send(session, { test_card: 'visa' })

    expect(declined.html).toContain('Your card has insufficient funds.')
    expect(declined.html).toMatch(/value="insufficient_funds"\s+checked/)
    expect(paid.status).toBe(303)
  })

  test('asks for the email address when the shop gave none', async () => {
    const { stripe, shopper } = await aStandIn()
    const session = await stripe.checkout.sessions.create(anOrder({ customer_email: undefined }))

    const without = await shopper.pay(session, '4242424242424242', { email: 'mia@' })
    const paid = await shopper.pay(session, '4242424242424242', { email: 'mia@example.org' })

    expect(without.status).toBe(422)
    expect(without.html).toContain('value="mia@"')
    expect(paid.status).toBe(303)
    expect(await stripe.checkout.sessions.retrieve(session.id)).toMatchObject({
      customer_email: null,
      customer_details: { email: 'mia@example.org' },
    })
  })

  test('tells who comes back after paying that all is done', async () => {
    const { stripe, shopper } = await aStandIn()
    const session = await stripe.checkout.sessions.create(anOrder())
    await shopper.pay(session, '4242424242424242')

    const { status, html } = await shopper.open(session)

    expect(status).toBe(200)
    expect(html).toContain('This order is already paid')
    expect(html).not.toContain('<form')
  })

  test('can be mounted inside the shop', async () => {
    const shop = express()
    const server = shop.listen(0, '127.0.0.1')
    await once(server, 'listening')
    onTestFinished(() => void server.close())
    const address = server.address()
    const origin = `http://127.0.0.1:${typeof address === 'object' && address?.port}`
    const { standIn, stripe, shopper } = await aStandIn({ publicUrl: `${origin}/stripe` })
    shop.use('/stripe', standIn.hostedPage)
    const session = await stripe.checkout.sessions.create(anOrder())

    const page = await shopper.open(session)
    const styles = await fetch(`${origin}/stripe/c/stand-in.css`)
    const asked = await shopper.pay(session, '4000002500003155')

    expect(page.html).toContain(`action="/stripe/c/pay/${session.id}"`)
    expect(styles.headers.get('content-type')).toContain('text/css')
    expect(asked.location).toBe(`/stripe/c/pay/${session.id}/authentication`)
    expect((await shopper.answerBank(session, 'confirmed')).location).toContain('http://shop.test/')
  })

  test('does not exist for an unknown session', async () => {
    const { url } = await aStandIn()

    const response = await fetch(`${url}/c/pay/cs_test_unknown`)

    expect(response.status).toBe(404)
    expect(await response.text()).toContain('There is no such payment page')
  })
})
