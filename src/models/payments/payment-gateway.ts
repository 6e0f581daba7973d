import type { Money } from '../money.ts'

/** What a provider needs to know to take money for an order. */
export interface PaymentRequest {
  /** Our own id of this attempt; the provider's idempotency key, so it must be saved before the call. */
  readonly paymentId: string
  readonly orderNumber: string
  /** What is to be paid here: the order's total, less what stored value has paid. */
  readonly total: Money
  readonly email: string
  /** Shown on the payment page; quantity times amount of all of them is the total. */
  readonly items: readonly { readonly name: string; readonly quantity: number; readonly amount: Money }[]
  readonly returnUrl: string
  readonly cancelUrl: string
  readonly expiresAt: Date
}

export interface PaymentPage {
  /** The provider's name for the page. */
  readonly reference: string
  readonly url: string
}

/** What the provider says about a payment, in our words. */
export interface PaymentReport {
  readonly reference: string
  /** The provider's name for the money itself, once there is any. */
  readonly charge: string | null
  /** The attempt it was opened for, or null when it is none of ours. */
  readonly paymentId: string | null
  readonly state: 'open' | 'processing' | 'captured' | 'cancelled'
  readonly amount: Money
  /** Why the last try was declined, in the shopper's words; empty when it was not. */
  readonly declineReason: string
}

/** A provider's message that something happened to a payment. */
export interface PaymentNotice {
  readonly id: string
  readonly type: string
  /** The payment page it is about; null when it is about something else. */
  readonly reference: string | null
}

/**
 * A way to take money. Every call may throw PaymentUnavailable, after which the outcome is unknown:
 * repeat with the same ids or read, never open anew.
 */
export interface PaymentGateway {
  readonly name: string
  /** No smaller amount can be taken. */
  readonly leastCharge: (currency: string) => Money
  open(request: PaymentRequest): Promise<PaymentPage>
  read(reference: string): Promise<PaymentReport>
  /** Makes sure that no money can arrive any more, and says how it ended. */
  close(reference: string): Promise<PaymentReport>
  refund(refund: {
    id: string
    charge: string
    amount: Money
    reason: string
  }): Promise<{ reference: string }>
  /** @throws Unsigned if the signature over the raw body is wrong or older than five minutes */
  notice(rawBody: Buffer, signature: string | undefined): PaymentNotice
}
