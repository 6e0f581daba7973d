import { HOLD } from '../inventory/hold-rules.ts'
import type { Money } from '../money.ts'
import type { Order } from '../orders/order.ts'
import type { PaymentPage, PaymentReport } from './payment-gateway.ts'
import type { PlannedPart } from './payment-plan.ts'
import type { StoredValueName } from './stored-value.ts'

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

/** Milliseconds after which an attempt whose opening got no answer is not repeated any more. */
const OPENING_RETRY = 4 * 60_000
/** Milliseconds that a payment page lives; Stripe's minimum is 30 minutes. Shorter than the hold. */
const PAGE_LIFE = HOLD.whilePaying - 8 * 60_000
const LAST_MINUTE = 60_000

/** One attempt to pay an order by card, or a part of it that stored value paid. */
export class Payment {
  readonly id: string
  readonly orderNumber: string
  readonly gateway: string
  readonly amount: Money
  /** The gift card or credit that it came from; null for money. */
  readonly source: StoredValueName | null
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
    source?: StoredValueName | null
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
    this.source = facts.source ?? null
    this.#state = facts.state ?? 'opening'
    this.#page = facts.page ?? null
    this.#charge = facts.charge ?? null
    this.#reason = facts.reason ?? ''
  }

  /** Taken from a gift card or credit: nobody needs to be asked whether it will arrive. */
  static taken(id: string, orderNumber: string, { source, amount }: PlannedPart, createdAt: Date): Payment {
    return new Payment({
      ...{ id, orderNumber, amount, source, createdAt },
      gateway: source.kind,
      state: 'captured',
    })
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

  /** When the provider is to close the page. */
  get pageEndsAt(): Date {
    return new Date(this.createdAt.getTime() + PAGE_LIFE)
  }

  /** A shopper who tries again finds the same page, as long as it asks for the right sum and has time left. */
  isUsableFor(due: Money, now: Date): boolean {
    const age = now.getTime() - this.createdAt.getTime()
    const longest = this.#page ? PAGE_LIFE - LAST_MINUTE : OPENING_RETRY
    const isOpen = this.isPending && this.#state !== 'processing'
    return isOpen && this.amount.equals(due) && age < longest
  }

  opened(page: PaymentPage): void {
    this.#page ??= page
    if (this.#state === 'opening') this.#state = 'open'
  }

  /** Given up before it had a page. */
  abandon(): void {
    if (!this.#page) this.#state = 'cancelled'
  }

  /** The order will not be paid: what was taken for it goes back where it came from. False if it has gone back already. */
  putBack(): boolean {
    if (!this.source || this.#state !== 'captured') return false
    this.#state = 'cancelled'
    return true
  }

  /**
   * Takes note of what the provider says. Reports may come twice and in any order; captured stays captured.
   *
   * @param due what of the order is to be paid by card: all of it, unless stored value has paid a part
   */
  learn(report: PaymentReport, order: Order, due: Money = order.total): Verdict {
    if (this.#state === 'captured') return { kind: 'known' }

    this.#charge = report.charge ?? this.#charge
    if (report.state !== 'captured') return this.#notYet(report)
    if (!report.amount.equals(this.amount) || report.paymentId !== this.id)
      return { kind: 'mismatch', reason: `${report.amount.format()} came for ${this.amount.format()}` }

    this.#state = 'captured'
    this.#reason = ''
    if (!order.awaitsPayment)
      return { kind: 'give-back', reason: `The order was already ${order.state} when the payment arrived.` }
    if (!due.equals(this.amount))
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
