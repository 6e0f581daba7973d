import type { Logger } from 'pino'
import type { CheckoutDraft } from '../models/checkout/draft.ts'
import { OutOfStock } from '../models/errors.ts'
import { holdOwner, paymentHoldExpiry } from '../models/inventory/hold-rules.ts'
import { Money } from '../models/money.ts'
import type { Order } from '../models/orders/order.ts'
import { Bill } from '../models/payments/bill.ts'
import type { Payment } from '../models/payments/payment.ts'
import type { PaymentReport } from '../models/payments/payment-gateway.ts'
import type { Repositories } from '../persistence/database.ts'
import type { StoredPayments } from './stored-payments.ts'

/**
 * The one place where money changes an order. Webhook, return page and reconciler all come here, at once if they
 * like: the order is locked first, and a payment that was captured stays captured.
 */
export class Settlement {
  readonly #stored: StoredPayments
  readonly #clock: () => Date
  readonly #log: Logger

  constructor(stored: StoredPayments, clock: () => Date, log: Logger) {
    this.#stored = stored
    this.#clock = clock
    this.#log = log
  }

  /** Acts on what the provider says about a payment, in the given transaction; about others' it does nothing. */
  async learn(report: PaymentReport, repositories: Repositories): Promise<void> {
    const { drafts, orders, outbox, payments } = repositories
    const known =
      (await payments.byReference(report.reference)) ??
      (report.paymentId ? await payments.find(report.paymentId) : null)
    if (!known) return
    // In this order everywhere, or placing and paying deadlock.
    const draft = await drafts.lockOfOrder(known.orderNumber)
    const order = await orders.lock(known.orderNumber)
    const payment = (await payments.find(known.id)) ?? known
    const { due } = new Bill(order, await payments.ofOrder(order.number))
    const before = payment.state

    const verdict = payment.learn(report, order, due)
    switch (verdict.kind) {
      case 'settle':
        // Money for an order that its shopper is just changing: the units lie in their own cart.
        if (draft && !draft.isPlaced) await this.#fetchFromCart(draft, order, repositories)
        await this.#settle(order, payment, repositories)
        if (draft && order.isPaid) await drafts.forget(draft.id)
        break
      case 'give-back':
        await this.#giveBack(order, payment, verdict.reason, repositories)
        break
      case 'mismatch':
        order.remark(this.#clock(), payment.gateway, 'Payment does not match the order', verdict.reason)
        this.#log.error(
          { order: order.number, payment: payment.id, reason: verdict.reason },
          'payment mismatch',
        )
        break
      case 'retry':
        if (before === 'processing') order.notePaymentFailure(this.#clock(), payment.gateway, verdict.reason)
        else if (before !== payment.state && verdict.reason)
          order.remark(this.#clock(), payment.gateway, 'Payment declined', verdict.reason)
        break
      case 'wait':
      case 'known':
        break
    }
    await payments.save(payment)
    await orders.save(order)
    await outbox.tell(order.releaseEvents())
  }

  /** An order of which nothing is left to pay, because a coupon took it all or stored value covers it. */
  async settleFree(number: string, { drafts, orders, outbox, payments, stock }: Repositories): Promise<void> {
    const draft = await drafts.lockOfOrder(number)
    const order = await orders.lock(number)
    if (!order.awaitsPayment || !new Bill(order, await payments.ofOrder(number)).due.isZero) return
    // Its shopper has it in the cart again, to change it.
    if (draft && !draft.isPlaced) return
    await stock.sell(holdOwner.order(number), order.demands, `order ${number}`, this.#clock())
    order.markPaid(this.#clock(), 'shop')
    await orders.save(order)
    await outbox.tell(order.releaseEvents())
    if (draft) await drafts.forget(draft.id)
  }

  /**
   * All that was paid for an order goes back the way it came: card money to the card, stored value to the gift card or
   * credit. What is owed back already is not owed again. The order is locked, and saved afterwards.
   */
  async giveAllBack(order: Order, reason: string, { outbox, payments }: Repositories): Promise<void> {
    const refunds = await payments.refundsOf(order.number)
    for (const { id, amount, state } of await payments.ofOrder(order.number)) {
      const gone = refunds.filter(({ paymentId }) => paymentId === id).map((refund) => refund.amount)
      const owed = amount.minus(Money.sum(gone, amount.currency))
      if (state !== 'captured' || !owed.isPositive) continue
      const refundId = await payments.owe(id, owed, reason)
      if (refundId === null) continue
      await outbox.enqueue('send-refund', { refundId }, `refund:${refundId}`)
      order.remark(this.#clock(), 'shop', `${owed.format()} is being paid back`, reason)
    }
  }

  async #fetchFromCart(
    { cartId }: CheckoutDraft,
    order: Order,
    { coupons, stock }: Repositories,
  ): Promise<void> {
    const now = this.#clock()
    await coupons.useAgain(order.number, order.coupons, order, now)
    const owners = [holdOwner.cart(cartId), holdOwner.order(order.number)] as const
    for (const wanted of order.demands) {
      const held = (await stock.level(wanted.variantId, owners[0], now)).ownHold
      const demand = { ...wanted, quantity: Math.min(held, wanted.quantity) }
      if (held > 0) await stock.passOn(...owners, [demand], { now, expiresAt: paymentHoldExpiry(now) })
    }
  }

  /** Goods that are gone when the money arrives are paid back at once: never sold twice, never kept. */
  async #settle(order: Order, payment: Payment, repositories: Repositories): Promise<void> {
    const now = this.#clock()
    const { coupons, stock } = repositories
    const owner = holdOwner.order(order.number)
    try {
      await stock.holdAll(owner, order.demands, { now, expiresAt: paymentHoldExpiry(now) })
    } catch (error) {
      if (!(error instanceof OutOfStock)) throw error
      await stock.release(owner)
      await coupons.giveBack(order.number, 'ended', now)
      order.cancel(now, 'shop', 'Sold to somebody else before the payment arrived')
      await this.#stored.putBack(order, 'Sold to somebody else before the payment arrived', repositories)
      return this.#giveBack(
        order,
        payment,
        'The specimens were sold before the payment arrived.',
        repositories,
      )
    }
    await stock.sell(owner, order.demands, `order ${order.number}`, now)
    order.markPaid(now, payment.gateway)
  }

  async #giveBack(
    order: Order,
    payment: Payment,
    reason: string,
    { outbox, payments }: Repositories,
  ): Promise<void> {
    await payments.save(payment)
    const refundId = await payments.owe(payment.id, payment.amount, reason)
    if (refundId === null) return
    await outbox.enqueue('send-refund', { refundId }, `refund:${refundId}`)
    order.remark(this.#clock(), 'shop', `${payment.amount.format()} is being paid back`, reason)
  }
}
