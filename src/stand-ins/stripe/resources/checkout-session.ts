import type Stripe from 'stripe'
import { z } from 'zod'
import type { Payer } from '../cards/card.ts'
import { lineItem, lineItemToStripe } from './line-item.ts'
import { metadata } from './metadata.ts'

const checkoutSession = z.object({
  id: z.string(),
  created: z.number(),
  expiresAt: z.number(),
  status: z.enum(['open', 'complete', 'expired']),
  paymentStatus: z.enum(['paid', 'unpaid']),
  currency: z.string(),
  amount: z.number(),
  lines: z.array(lineItem),
  successUrl: z.string(),
  cancelUrl: z.string().nullable(),
  clientReferenceId: z.string().nullable(),
  customerEmail: z.string().nullable(),
  payer: z.object({ name: z.string(), email: z.string() }).nullable(),
  locale: z.string().nullable(),
  submitType: z.string().nullable(),
  metadata,
  intentDescription: z.string().nullable(),
  intentReceiptEmail: z.string().nullable(),
  intentMetadata: metadata,
  intent: z.string().nullable(),
})

export type CheckoutSessionRecord = z.infer<typeof checkoutSession>

/** One visit to the hosted payment page: what is to be paid, and where the shopper goes next. */
export class CheckoutSession {
  static read = (record: unknown) => new CheckoutSession(checkoutSession.parse(record))

  readonly record: CheckoutSessionRecord

  constructor(record: CheckoutSessionRecord) {
    this.record = record
  }

  get id() {
    return this.record.id
  }

  get status() {
    return this.record.status
  }

  get isOpen() {
    return this.record.status === 'open'
  }

  get returnUrl() {
    return this.record.successUrl.replaceAll('{CHECKOUT_SESSION_ID}', this.id)
  }

  attempt(intent: string): CheckoutSession {
    return this.#with({ intent })
  }

  complete(payer: Payer, paymentStatus: 'paid' | 'unpaid'): CheckoutSession {
    return this.#with({ status: 'complete', payer, paymentStatus })
  }

  receivePayment(): CheckoutSession {
    return this.#with({ paymentStatus: 'paid' })
  }

  expire(): CheckoutSession {
    return this.#with({ status: 'expired' })
  }

  lineItemsToStripe() {
    const { lines, currency, created } = this.record
    return lines.map((line) => lineItemToStripe(line, currency, created))
  }

  toStripe(publicUrl: string): Stripe.Checkout.Session {
    const { id, amount, created, currency, metadata, status } = this.record
    return {
      id,
      object: 'checkout.session',
      adaptive_pricing: null,
      after_expiration: null,
      allow_promotion_codes: null,
      allowed_payment_method_types: null,
      amount_subtotal: amount,
      amount_total: amount,
      automatic_tax: { enabled: false, liability: null, provider: null, status: null },
      billing_address_collection: null,
      cancel_url: this.record.cancelUrl,
      client_reference_id: this.record.clientReferenceId,
      client_secret: null,
      collected_information: null,
      consent: null,
      consent_collection: null,
      created,
      currency,
      currency_conversion: null,
      custom_fields: [],
      custom_text: {
        after_submit: null,
        shipping_address: null,
        submit: null,
        terms_of_service_acceptance: null,
      },
      customer: null,
      customer_account: null,
      customer_creation: 'if_required',
      customer_details: this.#customerDetails,
      customer_email: this.record.customerEmail,
      discounts: [],
      expires_at: this.record.expiresAt,
      integration_identifier: null,
      invoice: null,
      invoice_creation: null,
      livemode: false,
      locale: this.record.locale,
      managed_payments: null,
      metadata,
      mode: 'payment',
      origin_context: null,
      payment_intent: this.record.intent,
      payment_link: null,
      payment_method_collection: 'if_required',
      payment_method_configuration_details: null,
      payment_method_options: { card: { request_three_d_secure: 'automatic' } },
      payment_method_types: ['card'],
      payment_status: this.record.paymentStatus,
      permissions: null,
      phone_number_collection: { enabled: false },
      recovered_from: null,
      saved_payment_method_options: null,
      setup_intent: null,
      shipping_address_collection: null,
      shipping_cost: null,
      shipping_options: [],
      status,
      submit_type: this.record.submitType,
      subscription: null,
      success_url: this.record.successUrl,
      total_details: { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
      ui_mode: 'hosted_page',
      url: this.isOpen ? `${publicUrl}/c/pay/${id}` : null,
      wallet_options: null,
    }
  }

  get #customerDetails(): Stripe.Checkout.Session.CustomerDetails | null {
    const { payer, customerEmail } = this.record
    const email = payer?.email ?? customerEmail
    if (email === null) return null
    return {
      address: null,
      business_name: null,
      email,
      individual_name: null,
      name: payer?.name ?? null,
      phone: null,
      tax_exempt: 'none',
      tax_ids: [],
    }
  }

  #with(changes: Partial<CheckoutSessionRecord>): CheckoutSession {
    return new CheckoutSession({ ...this.record, ...changes })
  }
}
