import type Stripe from 'stripe'
import { z } from 'zod'
import { type Decline, decline } from '../cards/decline.ts'
import type { Charge } from './charge.ts'
import { newId, randomText } from './id.ts'
import { type Metadata, metadata } from './metadata.ts'
import { paymentError } from './payment-error.ts'
import type { PaymentMethod } from './payment-method.ts'

const paymentIntent = z.object({
  id: z.string(),
  created: z.number(),
  clientSecret: z.string(),
  amount: z.number(),
  currency: z.string(),
  status: z.enum(['requires_payment_method', 'requires_action', 'processing', 'succeeded', 'canceled']),
  session: z.string().nullable(),
  method: z.string().nullable(),
  latestCharge: z.string().nullable(),
  lastDecline: decline.nullable(),
  lastDeclinedMethod: z.string().nullable(),
  authenticated: z.boolean(),
  authenticationUrl: z.string().nullable(),
  canceledAt: z.number().nullable(),
  description: z.string().nullable(),
  receiptEmail: z.string().nullable(),
  metadata,
})

type PaymentIntentRecord = z.infer<typeof paymentIntent>

/** One sum that is to be paid once, over as many attempts as it takes. */
export class PaymentIntent {
  static read = (record: unknown) => new PaymentIntent(paymentIntent.parse(record))

  static open(order: {
    created: number
    amount: number
    currency: string
    session: string | null
    description: string | null
    receiptEmail: string | null
    metadata: Metadata
  }): PaymentIntent {
    const id = newId('pi')
    return new PaymentIntent({
      ...order,
      id,
      clientSecret: `${id}_secret_${randomText(25)}`,
      status: 'requires_payment_method',
      method: null,
      latestCharge: null,
      lastDecline: null,
      lastDeclinedMethod: null,
      authenticated: false,
      authenticationUrl: null,
      canceledAt: null,
    })
  }

  readonly record: PaymentIntentRecord

  constructor(record: PaymentIntentRecord) {
    this.record = record
  }

  get id() {
    return this.record.id
  }

  get status() {
    return this.record.status
  }

  succeed(charge: Charge): PaymentIntent {
    return this.#with({
      status: 'succeeded',
      latestCharge: charge.id,
      method: charge.record.method,
      ...noQuestion,
    })
  }

  wait(charge: Charge): PaymentIntent {
    return this.#with({
      status: 'processing',
      latestCharge: charge.id,
      method: charge.record.method,
      ...noQuestion,
    })
  }

  askTheBank(method: PaymentMethod, authenticationUrl: string): PaymentIntent {
    return this.#with({
      status: 'requires_action',
      method: method.id,
      authenticated: false,
      authenticationUrl,
      lastDecline: null,
      lastDeclinedMethod: null,
    })
  }

  authenticate(): PaymentIntent {
    return this.#with({ authenticated: true, authenticationUrl: null })
  }

  fail(decline: Decline, method: PaymentMethod, charge?: Charge): PaymentIntent {
    return this.#with({
      status: 'requires_payment_method',
      method: null,
      latestCharge: charge?.id ?? this.record.latestCharge,
      lastDecline: decline,
      lastDeclinedMethod: method.id,
      authenticated: false,
      authenticationUrl: null,
    })
  }

  cancel(canceledAt: number): PaymentIntent {
    return this.#with({ status: 'canceled', canceledAt, authenticationUrl: null })
  }

  toStripe(lastDeclinedMethod?: PaymentMethod): Stripe.PaymentIntent {
    const { id, created, amount, currency, status, latestCharge, lastDecline, method } = this.record
    return {
      id,
      object: 'payment_intent',
      allowed_payment_method_types: null,
      amount,
      amount_capturable: 0,
      amount_details: { tip: {} },
      amount_received: status === 'succeeded' ? amount : 0,
      application: null,
      application_fee_amount: null,
      automatic_payment_methods: null,
      canceled_at: this.record.canceledAt,
      cancellation_reason: status === 'canceled' ? 'abandoned' : null,
      capture_method: 'automatic_async',
      client_secret: this.record.clientSecret,
      confirmation_method: 'automatic',
      created,
      currency,
      customer: null,
      customer_account: null,
      description: this.record.description,
      excluded_payment_method_types: null,
      last_payment_error: lastDecline && paymentError(lastDecline, latestCharge, lastDeclinedMethod),
      latest_charge: latestCharge,
      livemode: false,
      managed_payments: null,
      metadata: this.record.metadata,
      next_action: this.#nextAction,
      on_behalf_of: null,
      payment_method: method,
      payment_method_configuration_details: null,
      payment_method_options: {
        card: {
          installments: null,
          mandate_options: null,
          network: null,
          request_three_d_secure: 'automatic',
        },
      },
      payment_method_types: ['card'],
      payment_record: null,
      processing: status === 'processing' ? { type: 'card', card: {} } : null,
      receipt_email: this.record.receiptEmail,
      review: null,
      setup_future_usage: null,
      shipping: null,
      source: null,
      statement_descriptor: null,
      statement_descriptor_suffix: null,
      status,
      transfer_data: null,
      transfer_group: null,
    }
  }

  get #nextAction(): Stripe.PaymentIntent.NextAction | null {
    const { authenticationUrl } = this.record
    if (authenticationUrl === null) return null
    return { type: 'redirect_to_url', redirect_to_url: { return_url: null, url: authenticationUrl } }
  }

  #with(changes: Partial<PaymentIntentRecord>): PaymentIntent {
    return new PaymentIntent({ ...this.record, ...changes })
  }
}

const noQuestion = { lastDecline: null, lastDeclinedMethod: null, authenticationUrl: null }
