import { Money } from '../money.ts'
import type { Order } from '../orders/order.ts'
import type { Payment } from './payment.ts'
import { nameOf } from './stored-value.ts'

/** One of the means that an order was paid by, or what is left to pay. */
export interface BillRow {
  readonly name: string
  readonly amount: Money
}

/** What of an order's total is paid by stored value, and what is left for a card. */
export class Bill {
  readonly #order: Pick<Order, 'total' | 'isPaid' | 'awaitsPayment'>
  /** What stored value paid and was not put back, in the order of the accounts. */
  readonly taken: readonly Payment[]

  constructor(order: Pick<Order, 'total' | 'isPaid' | 'awaitsPayment'>, payments: readonly Payment[]) {
    this.#order = order
    this.taken = payments
      .filter(({ source, state }) => source !== null && state === 'captured')
      .sort((a, b) => (a.source?.id ?? 0) - (b.source?.id ?? 0))
  }

  /** What a card has to pay. */
  get due(): Money {
    const { total } = this.#order
    const taken = this.taken.map(({ amount }) => amount)
    return total.minus(Money.sum(taken, total.currency))
  }

  /** For people; empty when everything is paid by card, because the total says it all then. */
  get rows(): readonly BillRow[] {
    const stored = this.taken
      .flatMap(({ source, amount }) => (source ? [{ ...source, name: nameOf(source), amount }] : []))
      .sort((a, b) => a.kind.localeCompare(b.kind))
      .map(({ name, amount }) => ({ name, amount }))
    if (stored.length === 0 || this.due.isZero) return stored
    const { isPaid, awaitsPayment } = this.#order
    if (!isPaid && !awaitsPayment) return stored
    return [...stored, { name: isPaid ? 'Paid by card' : 'Left to pay', amount: this.due }]
  }
}
