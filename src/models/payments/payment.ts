import type { Money } from '../money.ts'
import type { Order } from '../orders/order.ts'
import type { PaymentPage, PaymentReport } from './payment-gateway.ts'

export type PaymentState = 'opening' | 'open' | 'processing' | 'captured' | 'declined' | 'cancelled'

/**
 * What a provider's report means for an order:
 * settle it, wait for it, let the shopper try again, give money back, or raise an alarm.
 */
export type Verdict =
  | { readonly kind: 'settle' }
  | { readonly kind: 'known' }
  | { readonly kind: 'wait' }
  | { readonly kind: 'retry'; readonly reason: string }
  | { readonly kind: 'give-back'; readonly reason: string }
  | { readonly kind: 'mismatch'; readonly reason: string }

/** One attempt to pay an order. */
export class Payment {
  readonly id: string
  readonly orderNumber: string
  readonly gateway: string
  readonly amount: Money
  readonly createdAt: Date
  #state: PaymentState
  #page: PaymentPage | null
  #charge: string | null
  #reason: string

  constructor(facts: {
    id: string
    orderNumber: string
    gateway: string
    amount: Money
    createdAt: Date
    state?: PaymentState
    page?: PaymentPage | null
    charge?: string | null
    reason?: string
  }) {
    this.id = facts.id
    this.orderNumber = facts.orderNumber
    this.gateway = facts.gateway
    this.amount = facts.amount
    this.createdAt = facts.createdAt
    this.#state = facts.state ?? 'opening'
    this.#page = facts.page ?? null
    this.#charge = facts.charge ?? null
    this.#reason = facts.reason ?? ''
  }

  get state(): PaymentState {
    return this.#state
  }
  get page(): PaymentPage | null {
    return this.#page
  }
  get charge(): string | null {
    return this.#charge
  }
  /** Why it was declined, in the shopper's words. */
  get reason(): string {
    return this.#reason
  }

  /** Money may still arrive through it. */
  get isPending(): boolean {
    return ['opening', 'open', 'processing', 'declined'].includes(this.#state)
  }

  opened(page: PaymentPage): void {
    this.#page = page
    if (this.#state === 'opening') this.#state = 'open'
  }

  /** Takes note of what the provider says. Reports may come twice and in any order; captured stays captured. */
  learn(report: PaymentReport, order: Order): Verdict {
    if (this.#state === 'captured') return { kind: 'known' }

    this.#charge = report.charge ?? this.#charge
    if (report.state !== 'captured') return this.#notYet(report)
    if (!report.amount.equals(this.amount) || report.paymentId !== this.id)
      return { kind: 'mismatch', reason: `${report.amount.format()} came for ${this.amount.format()}` }

    this.#state = 'captured'
    this.#reason = ''
    if (!order.awaitsPayment)
      return { kind: 'give-back', reason: `The order was already ${order.state} when the payment arrived.` }
    if (!order.total.equals(this.amount))
      return { kind: 'give-back', reason: 'The order was changed after this payment was begun.' }
    return { kind: 'settle' }
  }

  #notYet(report: PaymentReport): Verdict {
    if (report.state === 'processing') {
      this.#state = 'processing'
      return { kind: 'wait' }
    }
    this.#reason = report.declineReason || this.#reason
    if (report.state === 'cancelled') this.#state = 'cancelled'
    else if (this.#reason) this.#state = 'declined'
    else return { kind: 'wait' }
    return { kind: 'retry', reason: this.#reason }
  }
}
