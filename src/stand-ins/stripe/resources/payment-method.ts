import type Stripe from 'stripe'
import { z } from 'zod'
import type { Card, Payer } from '../cards/card.ts'
import { courseOf, testCardNamed } from '../cards/test-cards.ts'
import { newId } from './id.ts'

const paymentMethod = z.object({
  id: z.string(),
  created: z.number(),
  testCard: z.string(),
  brand: z.string(),
  last4: z.string(),
  expiryMonth: z.number(),
  expiryYear: z.number(),
  name: z.string(),
  email: z.string(),
})

/** A card and whose it is. Of the number only the brand and the last four digits are kept. */
export class PaymentMethod {
  static read = (record: unknown) => new PaymentMethod(paymentMethod.parse(record))

  static of(card: Card, payer: Payer, created: number): PaymentMethod {
    return new PaymentMethod({ ...card, ...payer, id: newId('pm'), created })
  }

  readonly record: z.infer<typeof paymentMethod>

  constructor(record: z.infer<typeof paymentMethod>) {
    this.record = record
  }

  get id() {
    return this.record.id
  }

  get course() {
    return courseOf(this.record.testCard)
  }

  get refundsLate() {
    return testCardNamed(this.record.testCard)?.refundsLate ?? false
  }

  get billingDetails(): Stripe.Charge.BillingDetails {
    return { address: null, email: this.record.email, name: this.record.name, phone: null, tax_id: null }
  }

  toStripe(): Stripe.PaymentMethod {
    const { id, created, brand, last4, expiryMonth, expiryYear } = this.record
    return {
      id,
      object: 'payment_method',
      allow_redisplay: 'limited',
      billing_details: this.billingDetails,
      card: {
        brand,
        checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: 'pass' },
        country: 'US',
        display_brand: brand,
        exp_month: expiryMonth,
        exp_year: expiryYear,
        funding: 'credit',
        generated_from: null,
        last4,
        networks: { available: [brand], preferred: null },
        regulated_status: 'unregulated',
        three_d_secure_usage: { supported: true },
        wallet: null,
      },
      created,
      customer: null,
      customer_account: null,
      livemode: false,
      metadata: {},
      type: 'card',
    }
  }
}
