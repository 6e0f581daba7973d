import type { Logger } from 'pino'
import { HOLD, holdOwner } from '../models/inventory/hold-rules.ts'
import type { Order } from '../models/orders/order.ts'
import type { Database } from '../persistence/database.ts'
import type { PaymentService } from './payment.service.ts'

/** Milliseconds after the last attempt to pay; longer than any hold. */
const ABANDONED_AFTER = HOLD.whilePaying + 15 * 60_000

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

  /** The newest first; `before` is the number of the last one seen, `older` where to go on. */
  page(before?: string): Promise<{ orders: readonly Order[]; older: string | null }> {
    return this.#database.read.orders.page(before)
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

  /** Orders that nobody paid in time give their units and coupons back; one that cannot be closed stops no other. */
  async abandonUnpaid(): Promise<void> {
    const before = new Date(this.#clock().getTime() - ABANDONED_AFTER)
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
      const { coupons, drafts, orders, outbox, payments, stock } = repositories
      await drafts.lockOfOrder(number)
      const order = await orders.lock(number)
      const triedAgain = (await payments.ofOrder(number)).some(({ createdAt }) => createdAt >= before)
      if (!order.awaitsPayment || triedAgain) return
      await coupons.giveBack(number, 'ended', this.#clock())
      await stock.release(holdOwner.order(number))
      order.cancel(this.#clock(), 'shop', 'Not paid in time')
      await this.#payments.putBack(order, 'Not paid in time', repositories)
      await orders.save(order)
      await outbox.tell(order.releaseEvents())
    })
  }
}
