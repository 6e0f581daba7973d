import type Stripe from 'stripe'
import type { Decline } from '../cards/decline.ts'
import type { PaymentMethod } from './payment-method.ts'

/** Why the last attempt to pay failed. An attempt that the bank refused before any charge names none. */
export function paymentError(
  { code, declineCode, message }: Decline,
  charge: string | null,
  method: PaymentMethod | undefined,
): Stripe.PaymentIntent.LastPaymentError {
  const byTheBank = declineCode === null
  return {
    code,
    doc_url: `https://stripe.com/docs/error-codes/${code.replaceAll('_', '-')}`,
    message,
    ...(byTheBank ? {} : { charge: charge ?? undefined, decline_code: declineCode }),
    payment_method: method?.toStripe(),
    type: byTheBank ? 'invalid_request_error' : 'card_error',
  }
}
