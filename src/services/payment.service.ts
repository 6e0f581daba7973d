import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import { PaymentUnavailable } from '../models/errors.ts'
import type { Order } from '../models/orders/order.ts'
import type { OrderLine } from '../models/orders/order-line.ts'
import type { OrderRefund } from '../models/orders/payment-standing.ts'
import { Bill } from '../models/payments/bill.ts'
import { Payment } from '../models/payments/payment.ts'
import type { PaymentGateway, PaymentPage, PaymentRequest } from '../models/payments/payment-gateway.ts'
import type { Database, Repositories } from '../persistence/database.ts'
import { Settlement } from './settlement.ts'
import type { StoredPayments } from './stored-payments.ts'

/** Nobody has seen the page, so nobody can have paid there. */
const NOT_OPENED = 'The payment page could not be opened. Nothing was charged; please try again in a moment.'

/** Milliseconds that the page of an order waits for the provider. */
const PATIENCE = 2_000

/** What the shopper does next. */
export type Beginning =
  | { readonly kind: 'page'; readonly url: string }
  | { readonly kind: 'nothing-to-pay' }
  /** The shopper has taken its items back into the cart. */
  | { readonly kind: 'being-changed' }
  | { readonly kind: 'unavailable'; readonly sentence: string }

/** Where the provider sends the shopper back to. */
export interface PaymentLinks {
  returnTo(payment: Payment): string
  cancelTo(payment: Payment): string
}

export class PaymentService {
  readonly #database: Database
  readonly #gateway: PaymentGateway
  readonly #stored: StoredPayments
  readonly #settlement: Settlement
  readonly #clock: () => Date
  readonly #log: Logger

  constructor(
    database: Database,
    ways: { readonly gateway: PaymentGateway; readonly stored: StoredPayments },
    clock: () => Date,
    log: Logger,
  ) {
    this.#database = database
    this.#gateway = ways.gateway
    this.#stored = ways.stored
    this.#settlement = new Settlement(ways.stored, clock, log)
    this.#clock = clock
    this.#log = log
  }

  find(id: string): Promise<Payment | null> {
    return this.#database.read.payments.find(id)
  }

  /** The latest attempt to pay an order by card. */
  async latest(number: string): Promise<Payment | null> {
    const payments = await this.#database.read.payments.ofOrder(number)
    return payments.find(({ source }) => source === null) ?? null
  }

  /** What of an order is paid by stored value, and what is left. */
  async bill(order: Order): Promise<Bill> {
    return new Bill(order, await this.#database.read.payments.ofOrder(order.number))
  }

  /**
   * Opens the page where the order can be paid. The attempt is saved before the provider is called, and a retry
   * repeats the same attempt.
   */
  async begin(number: string, links: PaymentLinks): Promise<Beginning> {
    await this.#database.transaction((repositories) => this.#settlement.settleFree(number, repositories))
    const attempt = await this.#attempt(number)
    if ('kind' in attempt) return attempt
    const { order, payment } = attempt
    try {
      const { url } = payment.page ?? (await this.#open(order, payment, links))
      return { kind: 'page', url }
    } catch (error) {
      if (!(error instanceof PaymentUnavailable)) throw error
      this.#log.error({ err: error, order: number }, 'payment page could not be opened')
      return { kind: 'unavailable', sentence: NOT_OPENED }
    }
  }

  /**
   * Asks the provider how a payment stands and acts on it: for the return page and the reconciler.
   *
   * @returns false if the provider cannot be reached; the webhook or the next look will tell
   */
  async confirm(paymentId: string): Promise<boolean> {
    const payment = await this.find(paymentId)
    if (!payment?.page) return true
    try {
      const report = await this.#gateway.read(payment.page.reference)
      await this.#database.transaction((repositories) => this.#settlement.learn(report, repositories))
      return true
    } catch (error) {
      if (!(error instanceof PaymentUnavailable)) throw error
      this.#log.error({ err: error, payment: paymentId }, 'payment could not be read')
      return false
    }
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
   * @returns 'closed', or what stands in the way: it was paid, or a bank is still deciding
   * @throws PaymentUnavailable; then nothing is known
   */
  async close(number: string): Promise<'closed' | 'captured' | 'processing'> {
    for (const payment of await this.#database.read.payments.ofOrder(number)) {
      if (!payment.isPending) continue
      const report = payment.page
        ? await this.#gateway.close(payment.page.reference)
        : await this.#neverOpened(payment)
      if (!report) continue
      await this.#database.transaction((repositories) => this.#settlement.learn(report, repositories))
      if (report.state === 'captured' || report.state === 'processing') return report.state
    }
    return 'closed'
  }

  /** Sends money back that is owed; sent already, it does nothing. */
  async sendRefund(id: string): Promise<void> {
    const { payments } = this.#database.read
    const owed = await payments.owed(id)
    if (!owed) return
    const { charge, source } = owed
    if (source)
      return this.#database.transaction((repositories) =>
        this.#stored.refund({ ...owed, source }, repositories),
      )
    if (charge === null) return
    const { reference } = await this.#gateway.refund({ ...owed, charge })
    await payments.markRefundSent(id, reference)
  }

  /**
   * An unpaid order is abandoned, cancelled or changed: what stored value had paid goes back where it came from, once.
   * The order is locked, and saved afterwards.
   */
  putBack(order: Order, why: string, repositories: Repositories): Promise<void> {
    return this.#stored.putBack(order, why, repositories)
  }

  /** A paid order is cancelled: see `Settlement.giveAllBack`. */
  giveAllBack(order: Order, reason: string, repositories: Repositories): Promise<void> {
    return this.#settlement.giveAllBack(order, reason, repositories)
  }

  async #open(order: Order, payment: Payment, links: PaymentLinks): Promise<PaymentPage> {
    const page = await this.#gateway.open(requestFor(order, payment, links))
    await this.#database.transaction(async ({ orders, payments }) => {
      await orders.lock(order.number)
      // While we waited, another tab may have opened the same page, and the shopper paid there.
      const latest = (await payments.find(payment.id)) ?? payment
      latest.opened(page)
      await payments.save(latest)
    })
    return page
  }

  /** An attempt whose opening got no answer: its page never reached anybody, so nobody can pay there. */
  async #neverOpened({ id, orderNumber }: Payment): Promise<null> {
    await this.#database.transaction(async ({ orders, payments }) => {
      await orders.lock(orderNumber)
      const payment = await payments.find(id)
      if (!payment || payment.page) return
      payment.abandon()
      await payments.save(payment)
    })
    return null
  }

  /** The order as it is now and an attempt for exactly what is left of it, saved; or why it cannot be paid right now. */
  async #attempt(number: string): Promise<{ order: Order; payment: Payment } | Beginning> {
    const now = this.#clock()
    return this.#database.transaction(async ({ drafts, orders, payments }) => {
      const draft = await drafts.lockOfOrder(number)
      const order = await orders.lock(number)
      if (!order.awaitsPayment) return { kind: 'nothing-to-pay' }
      if (draft && !draft.isPlaced) return { kind: 'being-changed' }
      const known = await payments.ofOrder(number)
      const { due } = new Bill(order, known)
      // A bank is deciding on one already: a second could only be charged twice.
      if (known.some(({ state }) => state === 'processing')) return { kind: 'nothing-to-pay' }
      const usable = known.find((payment) => payment.isUsableFor(due, now))
      if (usable) return { order, payment: usable }
      const payment = new Payment({
        id: randomUUID(),
        orderNumber: number,
        gateway: this.#gateway.name,
        amount: due,
        createdAt: now,
      })
      await payments.save(payment)
      return { order, payment }
    })
  }

  refundsOf(number: string): Promise<readonly OrderRefund[]> {
    return this.#database.read.payments.refundsOf(number)
  }

  /**
   * The latest attempt to pay an order, as the provider knows it: a card that was just declined is nobody's news but
   * theirs. When they take too long to answer, as we know it.
   */
  async look(number: string): Promise<Payment | null> {
    const known = await this.latest(number)
    if (!known?.page || !known.isPending) return known
    const patience = new AbortController()
    const asked = this.confirm(known.id).catch((error: unknown) => {
      this.#log.error({ err: error, payment: known.id }, 'payment could not be looked at')
    })
    await Promise.race([asked, sleep(PATIENCE, null, { signal: patience.signal }).catch(() => null)])
    patience.abort()
    return this.latest(number)
  }
}

function requestFor(order: Order, payment: Payment, links: PaymentLinks): PaymentRequest {
  return {
    paymentId: payment.id,
    orderNumber: order.number,
    total: payment.amount,
    email: order.email,
    items: payment.amount.equals(order.total) ? itemsOf(order) : [restOf(order, payment)],
    returnUrl: links.returnTo(payment),
    cancelUrl: links.cancelTo(payment),
    expiresAt: payment.pageEndsAt,
  }
}

function itemsOf(order: Order): PaymentRequest['items'] {
  return [
    ...order.lines.map(itemFor),
    { name: `Delivery: ${order.delivery.method}`, quantity: 1, amount: order.delivery.price },
    ...(order.totals.taxAdded.isPositive
      ? [{ name: 'Tax', quantity: 1, amount: order.totals.taxAdded }]
      : []),
  ]
}

/** Stored value belongs to no line of the order, and no item of a payment page can be negative. */
function restOf(order: Order, { amount }: Payment): PaymentRequest['items'][number] {
  const paid = order.total.minus(amount).format()
  return {
    name: `Order ${order.number}, ${order.total.format()} less ${paid} paid already`,
    quantity: 1,
    amount,
  }
}

/** With a discount the line has no price that its quantity could be multiplied with, so it goes as one. */
function itemFor(line: OrderLine): PaymentRequest['items'][number] {
  // A set is the only variant of its product, and has no name of its own.
  const name = [line.productName, line.variantName].filter(Boolean).join(', ')
  return line.discount.isZero
    ? { name, quantity: line.quantity, amount: line.unitPrice }
    : { name: `${line.quantity} × ${name}`, quantity: 1, amount: line.total }
}
