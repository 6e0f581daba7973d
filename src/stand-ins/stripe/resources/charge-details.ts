import type Stripe from 'stripe'
import type { Decline } from '../cards/decline.ts'
import type { PaymentMethod } from './payment-method.ts'

type Status = 'succeeded' | 'pending' | 'failed'

/** What the card network and the risk check made of a charge. */
export function outcome(status: Status, decline: Decline | null): Stripe.Charge.Outcome {
  const accepted = status !== 'failed'
  return {
    advice_code: null,
    network_advice_code: null,
    network_decline_code: null,
    network_status: accepted ? 'approved_by_network' : 'declined_by_network',
    reason: decline?.declineCode ?? null,
    risk_level: 'normal',
    seller_message: accepted
      ? 'Payment complete.'
      : 'The bank did not return any further details with this decline.',
    type: accepted ? 'authorized' : 'issuer_declined',
  }
}

export function cardDetails(
  { amount, authenticated }: { amount: number; authenticated: boolean },
  { record: { brand, last4, expiryMonth, expiryYear } }: PaymentMethod,
): Stripe.Charge.PaymentMethodDetails.Card {
  return {
    amount_authorized: amount,
    authorization_code: null,
    brand,
    checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: 'pass' },
    country: 'US',
    electronic_commerce_indicator: null,
    exp_month: expiryMonth,
    exp_year: expiryYear,
    funding: 'credit',
    installments: null,
    last4,
    mandate: null,
    network: brand,
    network_transaction_id: null,
    regulated_status: 'unregulated',
    three_d_secure: authenticated ? threeDSecure : null,
    transaction_link_id: null,
    wallet: null,
  }
}

const threeDSecure: Stripe.Charge.PaymentMethodDetails.Card.ThreeDSecure = {
  authentication_flow: 'challenge',
  electronic_commerce_indicator: '05',
  exemption_indicator: null,
  result: 'authenticated',
  result_reason: null,
  transaction_id: null,
  version: '2.2.0',
}
