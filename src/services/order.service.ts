import type { Logger } from 'pino'
import { PaymentUnavailable } from '../models/errors.ts'
import { holdOwner } from '../models/inventory/hold-rules.ts'
import type { Order } from '../models/orders/order.ts'
import type { Database, Repositories } from '../persistence/database.ts'
import type { PaymentService } from './payment.service.ts'

const MINUTE = 60_000
const DECIDING = 'Your bank is still deciding on the payment. You can cancel as soon as it has.'
const CHANGED = 'This order has changed since you opened that page. Please look at it and decide again.'

/** What its buyer may still do with an order. */
export interface Freedom {
  readonly mayCancel: boolean
  /** When that ends; null while it is unpaid. */
  readonly cancellableUntil: Date | null
}

export class OrderService {
  readonly #database: Database
  readonly #payments: PaymentService
  readonly #clock: () => Date
  readonly #log: Logger

  constructor(database: Database, payments: PaymentService, clock: () => Date, log: Logger) {
    this.#database = database
    this.#payments = payments
    this.#clock = clock
    this.#log = log
  }

  /** @throws NotFound */
  find(number: string): Promise<Order> {
    return this.#database.read.orders.find(number)
  }

  /** The newest first. */
  ofUser(userId: number, most?: number): Promise<readonly Order[]> {
    return this.#database.read.orders.ofUser(userId, most)
  }

  /** A customer's own, the newest first, page by page as in `page`. */
  pageOfUser(userId: number, before?: string): Promise<{ orders: readonly Order[]; older: string | null }> {
    return this.#database.read.orders.pageOfUser(userId, before)
  }

  /** The newest first; `before` is the number of the last one seen, `older` where to go on. */
  page(before?: string): Promise<{ orders: readonly Order[]; older: string | null }> {
    return this.#database.read.orders.page(before)
  }

  async freedom(order: Order): Promise<Freedom> {
    const grace = await this.#grace(this.#database.read)
    return {
      mayCancel: order.canBeCancelled(this.#clock(), grace),
      cancellableUntil: order.cancellableUntil(grace),
    }
  }

  /** @throws NotFound, Conflict unless the order is paid and not shipped yet */
  async ship(
    number: string,
    parcel: { carrier: string; trackingNumber: string },
    actor: string,
  ): Promise<void> {
    await this.#database.transaction(async ({ orders, outbox }) => {
      const order = await orders.lock(number)
      order.ship({ ...parcel, shippedAt: this.#clock() }, actor)
      await orders.save(order)
      await outbox.tell(order.releaseEvents())
    })
  }

  /**
   * The buyer does not want it any more: units and coupons come back and so does their money, once, however often they
   * ask.
   *
   * @param seen the state of the order when they were asked whether they mean it
   * @returns the sentence that refuses it, or null if it is cancelled
   * @throws NotFound, PaymentUnavailable if nobody can say whether it is being paid right now
   */
  async cancel(number: string, seen: string): Promise<string | null> {
    if ((await this.#payments.close(number)) === 'processing') return DECIDING
    const refusal = await this.#database.transaction(async (repositories) => {
      await repositories.drafts.lockOfOrder(number)
      const order = await repositories.orders.lock(number)
      if (order.state === 'cancelled') return null
      const why = await this.#whyNotCancel(order, seen, repositories)
      if (why) return why
      await this.#end(order, order.email, 'As you wished', repositories)
      return null
    })
    if (refusal === null) await this.#closeOnceMore(number)
    return refusal
  }

  /** Orders that nobody paid in time give their units and coupons back; one that cannot be closed stops no other. */
  async abandonUnpaid(): Promise<void> {
    const { payWithinMinutes } = await this.#database.read.settings.all()
    const before = new Date(this.#clock().getTime() - payWithinMinutes * MINUTE)
    for (const number of await this.#database.read.orders.unpaidSince(before)) {
      try {
        if ((await this.#payments.close(number)) === 'closed') await this.#abandon(number, before)
      } catch (error) {
        this.#log.error({ err: error, order: number }, 'unpaid order could not be closed')
      }
    }
  }

  async #abandon(number: string, before: Date): Promise<void> {
    await this.#database.transaction(async (repositories) => {
      await repositories.drafts.lockOfOrder(number)
      const order = await repositories.orders.lock(number)
      const attempts = await repositories.payments.ofOrder(number)
      const triedAgain = attempts.some(({ createdAt }) => createdAt >= before)
      if (!order.awaitsPayment || triedAgain) return
      await this.#end(order, 'shop', 'Not paid in time', repositories)
    })
  }

  /** Units and coupons come back, and whatever was paid; order and draft are locked. */
  async #end(order: Order, actor: string, why: string, repositories: Repositories): Promise<void> {
    const { coupons, orders, outbox, stock } = repositories
    const wasPaid = order.isPaid
    await coupons.giveBack(order.number, 'ended', this.#clock())
    await stock.release(holdOwner.order(order.number))
    await stock.giveBack(`order ${order.number}`)
    order.cancel(this.#clock(), actor, why)
    if (!wasPaid) await this.#payments.putBack(order, why, repositories)
    await this.#payments.giveAllBack(order, 'The order is cancelled', repositories)
    await orders.save(order)
    await outbox.tell(order.releaseEvents())
  }

  async #whyNotCancel(order: Order, seen: string, repositories: Repositories): Promise<string | null> {
    const grace = await this.#grace(repositories)
    const { contactEmail } = await repositories.settings.all()
    if (!order.isStillHere)
      return 'This order has left us already, so it cannot be cancelled any more. You have 30 days to send it back.'
    if (!order.canBeCancelled(this.#clock(), grace))
      return `We are packing this order already, so it can no longer be cancelled here. Please write to ${contactEmail}.`
    return order.state === seen ? null : CHANGED
  }

  /** Another tab may have opened a page of payment in the meantime; should money arrive there, it goes back by itself. */
  async #closeOnceMore(number: string): Promise<void> {
    await this.#payments.close(number).catch((error: unknown) => {
      if (!(error instanceof PaymentUnavailable)) throw error
      this.#log.warn({ err: error, order: number }, 'payments of a cancelled order could not be closed')
    })
  }

  /** Milliseconds. */
  async #grace({ settings }: Repositories): Promise<number> {
    return (await settings.all()).cancelWithinMinutes * MINUTE
  }
}
