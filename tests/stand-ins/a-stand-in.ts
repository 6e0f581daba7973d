import Stripe from 'stripe'
import { onTestFinished } from 'vitest'
import { StripeStandIn, type StripeStandInOptions } from '../../src/stand-ins/stripe/stripe-stand-in.ts'
import { Shopper } from './shopper.ts'
import { WebhookReceiver } from './webhook-receiver.ts'

export const secretKey = 'sk_test_the_shops_own_key'
export const webhookSecret = 'whsec_the_shops_own_secret'

/** A running stand-in, the shop's client for it, its webhook endpoint, and a shopper. */
export async function aStandIn(options: Partial<StripeStandInOptions> = {}) {
  const webhooks = await WebhookReceiver.open(webhookSecret)
  onTestFinished(() => webhooks.close())
  const running = await start({ webhookUrl: webhooks.url, ...options })
  onTestFinished(running.stop)
  return { ...running, webhooks, shopper: new Shopper() }
}

/** For tests that stop and start it themselves. */
export async function start(options: Partial<StripeStandInOptions> & { webhookUrl: string }) {
  const standIn = new StripeStandIn({
    secretKey,
    webhookSecret,
    merchantName: 'Cartwright',
    lateAfterMilliseconds: 20,
    backOffMilliseconds: [10, 10, 10],
    ...options,
  })
  const { port, url } = await standIn.listen(0)
  return { standIn, url, stop: () => standIn.close(), stripe: aClient(port) }
}

export function aClient(port: number, key = secretKey): Stripe {
  return new Stripe(key, {
    host: '127.0.0.1',
    port,
    protocol: 'http',
    maxNetworkRetries: 0,
    telemetry: false,
  })
}

/** Two shirts and their shipping: €102.90. */
export function anOrder(
  changes: Partial<Stripe.Checkout.SessionCreateParams> = {},
): Stripe.Checkout.SessionCreateParams {
  return {
    mode: 'payment',
    line_items: [
      {
        price_data: {
          currency: 'eur',
          unit_amount: 4900,
          product_data: { name: 'Linen shirt', description: 'Size M' },
        },
        quantity: 2,
      },
      { price_data: { currency: 'eur', unit_amount: 490, product_data: { name: 'Shipping' } }, quantity: 1 },
    ],
    success_url: 'http://shop.test/orders/return?session={CHECKOUT_SESSION_ID}',
    cancel_url: 'http://shop.test/checkout',
    client_reference_id: 'order-7',
    customer_email: 'mia@example.com',
    ...changes,
  }
}

/** A clock that can be set forward. */
export class WindUpClock {
  #ahead = 0

  readonly now = () => new Date(Date.now() + this.#ahead)

  forward(milliseconds: number): void {
    this.#ahead += milliseconds
  }
}
