import type Stripe from 'stripe'
import { z } from 'zod'
import type { Charge } from './charge.ts'
import { newId } from './id.ts'
import { type Metadata, metadata } from './metadata.ts'

export const refundReasons = ['duplicate', 'fraudulent', 'requested_by_customer'] as const

const refund = z.object({
  id: z.string(),
  created: z.number(),
  charge: z.string(),
  intent: z.string(),
  amount: z.number(),
  currency: z.string(),
  reason: z.enum(refundReasons).nullable(),
  status: z.enum(['pending', 'succeeded']),
  metadata,
})

type RefundRecord = z.infer<typeof refund>

/** Money given back out of one charge. */
export class Refund {
  static read = (record: unknown) => new Refund(refund.parse(record))

  static of(
    { record: { id, intent, currency } }: Charge,
    gift: {
      amount: number
      reason: RefundRecord['reason']
      status: RefundRecord['status']
      metadata: Metadata
      created: number
    },
  ): Refund {
    return new Refund({ ...gift, id: newId('re'), charge: id, intent, currency })
  }

  readonly record: RefundRecord

  constructor(record: RefundRecord) {
    this.record = record
  }

  get id() {
    return this.record.id
  }

  succeed(): Refund {
    return new Refund({ ...this.record, status: 'succeeded' })
  }

  toStripe(): Stripe.Refund {
    const { id, created, charge, intent, amount, currency, reason, status, metadata } = this.record
    return {
      id,
      object: 'refund',
      amount,
      balance_transaction: null,
      charge,
      created,
      currency,
      customer: null,
      customer_account: null,
      destination_details: {
        card: { reference_status: 'pending', reference_type: 'acquirer_reference_number', type: 'refund' },
        type: 'card',
      },
      metadata,
      payment_intent: intent,
      payment_method: null,
      ...(status === 'pending' ? { pending_reason: 'processing' } : {}),
      reason,
      receipt_number: null,
      source_transfer_reversal: null,
      status,
      transfer_reversal: null,
    }
  }
}
