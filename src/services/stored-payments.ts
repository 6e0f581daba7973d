import { randomUUID } from 'node:crypto'
import { StoredValueSpent } from '../models/errors.ts'
import type { Money } from '../models/money.ts'
import type { Order } from '../models/orders/order.ts'
import { Bill } from '../models/payments/bill.ts'
import { Payment } from '../models/payments/payment.ts'
import type { PaymentPlan } from '../models/payments/payment-plan.ts'
import { graceEnd, nameOf, type StoredValueName } from '../models/payments/stored-value.ts'
import type { Repositories } from '../persistence/database.ts'

const ACTOR = 'shop'

/** Takes stored value for orders and puts it back, always in the transaction of what it is for. */
export class StoredPayments {
  readonly #clock: () => Date

  constructor(clock: () => Date) {
    this.#clock = clock
  }

  /**
   * An order is placed: takes what the shopper agreed to. The order is saved already.
   *
   * @throws StoredValueSpent if something of it has just been spent elsewhere; then the transaction must not go on
   */
  async take(order: Order, plan: PaymentPlan, { payments, storedValues }: Repositories): Promise<void> {
    const at = this.#clock()
    // In the order of their ids everywhere, or two orders with the same cards deadlock.
    for (const part of plan.parts.toSorted((a, b) => a.source.id - b.source.id)) {
      const payment = Payment.taken(randomUUID(), order.number, part, at)
      const isTaken = await storedValues.spend(part.source.id, {
        ...{ amount: part.amount, orderNumber: order.number, actor: order.email, at },
        key: `payment ${payment.id}`,
        why: `Order ${order.number}`,
      })
      if (!isTaken) throw new StoredValueSpent(part.source.name)
      await payments.save(payment)
    }
  }

  /** What was taken for an order that is not paid goes back, once. The order is locked, and saved afterwards. */
  async putBack(order: Order, why: string, { payments, storedValues }: Repositories): Promise<void> {
    const at = this.#clock()
    for (const payment of new Bill(order, await payments.ofOrder(order.number)).taken) {
      const { id, amount, source } = payment
      // What is owed back already comes by its refund.
      if (!source || (await payments.isOwedBack(id)) || !payment.putBack()) continue
      await storedValues.add(
        source.id,
        { amount, why, key: `return ${id}`, orderNumber: order.number, actor: ACTOR, at },
        graceEnd(at),
      )
      await payments.save(payment)
      order.remark(at, ACTOR, `${amount.format()} went back: ${nameOf(source)}`)
    }
  }

  /** What a paid order owes back goes to where it came from; whoever comes second finds it done. */
  async refund(
    owed: {
      readonly id: string
      readonly amount: Money
      readonly reason: string
      readonly orderNumber: string
      readonly source: StoredValueName
    },
    { payments, storedValues }: Repositories,
  ): Promise<void> {
    if (!(await payments.claimRefund(owed.id))) return
    const { amount, orderNumber, reason } = owed
    const at = this.#clock()
    await storedValues.add(
      owed.source.id,
      { amount, orderNumber, why: reason, key: `refund ${owed.id}`, actor: ACTOR, at },
      graceEnd(at),
    )
  }
}
