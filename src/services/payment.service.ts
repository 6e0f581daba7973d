import { randomUUID } from 'node:crypto'
import type { Logger } from 'pino'
import { PaymentUnavailable } from '../models/errors.ts'
import { HOLD, holdOwner, paymentHoldExpiry } from '../models/inventory/hold-rules.ts'
import type { Order } from '../models/orders/order.ts'
import { Payment } from '../models/payments/payment.ts'
import type {
  PaymentGateway,
  PaymentPage,
  PaymentReport,
  PaymentRequest,
} from '../models/payments/payment-gateway.ts'
import type { Database } from '../persistence/database.ts'
import { Settlement } from './settlement.ts'

/** What the shopper does next. */
export type Beginning =
  | { readonly kind: 'page'; readonly url: string }
  | { readonly kind: 'nothing-to-pay' }
  | { readonly kind: 'unavailable'; readonly sentence: string }

/** Where the provider sends the shopper back to. */
export interface PaymentLinks {
  returnTo(payment: Payment): string
  cancelTo(payment: Payment): string
}

/** Milliseconds after which an attempt whose opening got no answer is given up; its page never reached anybody. */
const OPENING_RETRY = 4 * 60_000
/** Milliseconds that a payment page lives; Stripe's minimum is 30 minutes. Shorter than the hold. */
const PAGE_LIFE = HOLD.whilePaying - 8 * 60_000

export class PaymentService {
  readonly #database: Database
  readonly #gateway: PaymentGateway
  readonly #settlement: Settlement
  readonly #clock: () => Date
  readonly #log: Logger

  constructor(database: Database, gateway: PaymentGateway, clock: () => Date, log: Logger) {
    this.#database = database
    this.#gateway = gateway
    this.#settlement = new Settlement(clock, log)
    this.#clock = clock
    this.#log = log
  }

  find(id: string): Promise<Payment | null> {
    return this.#database.read.payments.find(id)
  }

  /** The latest attempt to pay an order. */
  async latest(number: string): Promise<Payment | null> {
    return (await this.#database.read.payments.ofOrder(number))[0] ?? null
  }

  /**
   * Opens the page where the order can be paid. The attempt is saved before the provider is called, and a retry
   * repeats the same attempt.
   */
  async begin(order: Order, links: PaymentLinks): Promise<Beginning> {
    if (order.awaitsPayment && order.total.isZero)
      await this.#database.transaction((repositories) =>
        this.#settlement.settleFree(order.number, repositories),
      )
    if (!order.awaitsPayment || order.total.isZero) return { kind: 'nothing-to-pay' }

    const payment = await this.#attempt(order)
    try {
      const { url } = payment.page ?? (await this.#open(order, payment, links))
      return { kind: 'page', url }
    } catch (error) {
      if (!(error instanceof PaymentUnavailable)) throw error
      this.#log.error({ err: error, order: order.number }, 'payment page could not be opened')
      return { kind: 'unavailable', sentence: error.message }
    }
  }

  /** Asks the provider how a payment stands and acts on it: for the return page and the reconciler. */
  async confirm(paymentId: string): Promise<void> {
    const payment = await this.find(paymentId)
    if (!payment?.page) return
    const report = await this.#gateway.read(payment.page.reference)
    await this.#database.transaction((repositories) => this.#settlement.learn(report, repositories))
  }

  /**
   * A provider's webhook. The notice is remembered in the transaction of its effect: a repeated one changes nothing.
   *
   * @throws Unsigned
   */
  async receive(rawBody: Buffer, signature: string | undefined): Promise<void> {
    const notice = this.#gateway.notice(rawBody, signature)
    // Its order among other notices means nothing, so what counts is read afresh.
    const report = notice.reference ? await this.#gateway.read(notice.reference) : null
    await this.#database.transaction(async (repositories) => {
      const isNew = await repositories.payments.isNewNotice(notice.id, notice.type)
      if (isNew && report) await this.#settlement.learn(report, repositories)
    })
  }

  /**
   * Makes sure no money can arrive for the order's open attempts any more, unless it already has.
   *
   * @returns true if the order awaits payment no longer because it was paid, or a bank is still deciding
   */
  async close(number: string): Promise<boolean> {
    for (const payment of await this.#database.read.payments.ofOrder(number)) {
      if (!payment.isPending || !payment.page) continue
      const report = await this.#gateway.close(payment.page.reference)
      await this.#database.transaction((repositories) => this.#settlement.learn(report, repositories))
      if (report.state === 'captured' || report.state === 'processing') return true
    }
    return false
  }

  /** Sends money back that is owed; sent already, it does nothing. */
  async sendRefund(id: string): Promise<void> {
    const owed = await this.#database.read.payments.owed(id)
    if (!owed) return
    const { reference } = await this.#gateway.refund(owed)
    await this.#database.read.payments.markRefundSent(id, reference)
  }

  async #open(order: Order, payment: Payment, links: PaymentLinks): Promise<PaymentPage> {
    const page = await this.#gateway.open(requestFor(order, payment, links))
    payment.opened(page)
    await this.#database.read.payments.save(payment)
    return page
  }

  /** An attempt for exactly this total whose page is still alive, or a new one; saved either way. */
  async #attempt(order: Order): Promise<Payment> {
    const now = this.#clock()
    return this.#database.transaction(async ({ orders, payments, stock }) => {
      await orders.lock(order.number)
      const usable = (await payments.ofOrder(order.number)).find(
        (payment) =>
          payment.isPending &&
          payment.state !== 'processing' &&
          payment.amount.equals(order.total) &&
          now.getTime() - payment.createdAt.getTime() < (payment.page ? PAGE_LIFE - 60_000 : OPENING_RETRY),
      )
      if (usable) return usable
      const payment = new Payment({
        id: randomUUID(),
        orderNumber: order.number,
        gateway: this.#gateway.name,
        amount: order.total,
        createdAt: now,
      })
      await payments.save(payment)
      await stock.prolong(holdOwner.order(order.number), paymentHoldExpiry(now))
      return payment
    })
  }
}

function requestFor(order: Order, payment: Payment, links: PaymentLinks): PaymentRequest {
  return {
    paymentId: payment.id,
    orderNumber: order.number,
    total: order.total,
    email: order.email,
    items: [
      ...order.lines.map((line) => ({
        name: `${line.quantity} × ${line.productName}, ${line.variantName}`,
        amount: line.total,
      })),
      { name: `Delivery: ${order.delivery.method}`, amount: order.delivery.price },
      ...(order.totals.taxAdded.isPositive ? [{ name: 'Tax', amount: order.totals.taxAdded }] : []),
    ],
    returnUrl: links.returnTo(payment),
    cancelUrl: links.cancelTo(payment),
    expiresAt: new Date(payment.createdAt.getTime() + PAGE_LIFE),
  }
}
