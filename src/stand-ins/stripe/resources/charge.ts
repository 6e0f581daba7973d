import type Stripe from 'stripe'
import { z } from 'zod'
import { type Decline, decline } from '../cards/decline.ts'
import { cardDetails, outcome } from './charge-details.ts'
import { newId } from './id.ts'
import { metadata } from './metadata.ts'
import type { PaymentIntent } from './payment-intent.ts'
import type { PaymentMethod } from './payment-method.ts'

const charge = z.object({
  id: z.string(),
  created: z.number(),
  intent: z.string(),
  method: z.string(),
  amount: z.number(),
  amountRefunded: z.number(),
  currency: z.string(),
  status: z.enum(['succeeded', 'pending', 'failed']),
  authenticated: z.boolean(),
  decline: decline.nullable(),
  description: z.string().nullable(),
  metadata,
})

type ChargeRecord = z.infer<typeof charge>

/** One attempt to take the money of a payment intent. */
export class Charge {
  static read = (record: unknown) => new Charge(charge.parse(record))

  static of(
    intent: PaymentIntent,
    method: PaymentMethod,
    status: ChargeRecord['status'],
    created: number,
  ): Charge {
    const { id, amount, currency, description, metadata, authenticated } = intent.record
    return new Charge({
      id: newId('ch'),
      created,
      intent: id,
      method: method.id,
      amount,
      amountRefunded: 0,
      currency,
      status,
      authenticated,
      decline: null,
      description,
      metadata,
    })
  }

  readonly record: ChargeRecord

  constructor(record: ChargeRecord) {
    this.record = record
  }

  get id() {
    return this.record.id
  }

  get isCaptured() {
    return this.record.status === 'succeeded'
  }

  get unrefunded() {
    return this.record.amount - this.record.amountRefunded
  }

  succeed(): Charge {
    return new Charge({ ...this.record, status: 'succeeded' })
  }

  fail(decline: Decline): Charge {
    return new Charge({ ...this.record, status: 'failed', decline })
  }

  giveBack(amount: number): Charge {
    return new Charge({ ...this.record, amountRefunded: this.record.amountRefunded + amount })
  }

  toStripe(method: PaymentMethod): Stripe.Charge {
    const { id, created, intent, amount, amountRefunded, currency, status, decline, description } =
      this.record
    return {
      id,
      object: 'charge',
      amount,
      amount_captured: this.isCaptured ? amount : 0,
      amount_refunded: amountRefunded,
      application: null,
      application_fee: null,
      application_fee_amount: null,
      balance_transaction: null,
      billing_details: method.billingDetails,
      calculated_statement_descriptor: null,
      captured: this.isCaptured,
      created,
      currency,
      customer: null,
      description,
      disputed: false,
      failure_balance_transaction: null,
      failure_code: decline?.code ?? null,
      failure_message: decline?.message ?? null,
      fraud_details: {},
      livemode: false,
      metadata: this.record.metadata,
      on_behalf_of: null,
      outcome: outcome(status, decline),
      paid: status !== 'failed',
      payment_intent: intent,
      payment_method: method.id,
      payment_method_details: { card: cardDetails(this.record, method), type: 'card' },
      receipt_email: null,
      receipt_number: null,
      receipt_url: null,
      refunded: this.isCaptured && this.unrefunded === 0,
      review: null,
      shipping: null,
      source: null,
      source_transfer: null,
      statement_descriptor: null,
      statement_descriptor_suffix: null,
      status,
      transfer_data: null,
      transfer_group: null,
    }
  }
}
