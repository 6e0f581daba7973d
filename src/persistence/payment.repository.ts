import { randomUUID } from 'node:crypto'
import { Money } from '../models/money.ts'
import type { OrderRefund } from '../models/orders/payment-standing.ts'
import { Payment } from '../models/payments/payment.ts'
import type { StoredValueName } from '../models/payments/stored-value.ts'
import type { Rows } from './database.ts'

export interface OwedRefund {
  readonly id: string
  /** The provider's name for the money; null for what a gift card or credit paid. */
  readonly charge: string | null
  /** The gift card or credit it goes back to; null for money. */
  readonly source: StoredValueName | null
  readonly orderNumber: string
  readonly amount: Money
  readonly reason: string
}

const withOrder = {
  order: { select: { number: true } },
  storedValue: { select: { id: true, kind: true, lastFour: true } },
} as const

export class PaymentRepository {
  readonly #rows: Rows

  constructor(rows: Rows) {
    this.#rows = rows
  }

  async find(id: string): Promise<Payment | null> {
    const row = await this.#rows.payment.findUnique({ where: { id }, include: withOrder })
    return row && payment(row)
  }

  async byReference(reference: string): Promise<Payment | null> {
    const row = await this.#rows.payment.findUnique({ where: { reference }, include: withOrder })
    return row && payment(row)
  }

  /** Attempts of an order, youngest first. */
  async ofOrder(number: string): Promise<readonly Payment[]> {
    const rows = await this.#rows.payment.findMany({
      where: { order: { number } },
      include: withOrder,
      orderBy: { createdAt: 'desc' },
    })
    return rows.map(payment)
  }

  async save(saved: Payment): Promise<void> {
    const facts = {
      state: saved.state,
      reference: saved.page?.reference ?? null,
      url: saved.page?.url ?? null,
      charge: saved.charge,
      reason: saved.reason,
    }
    await this.#rows.payment.upsert({
      where: { id: saved.id },
      create: {
        id: saved.id,
        gateway: saved.gateway,
        amount: saved.amount.amount,
        currency: saved.amount.currency,
        createdAt: saved.createdAt,
        order: { connect: { number: saved.orderNumber } },
        ...(saved.source && { storedValue: { connect: { id: saved.source.id } } }),
        ...facts,
      },
      update: facts,
    })
  }

  /** True the first time; a provider repeats its notices for days. */
  async isNewNotice(id: string, type: string): Promise<boolean> {
    const { count } = await this.#rows.inboxEvent.createMany({ data: [{ id, type }], skipDuplicates: true })
    return count === 1
  }

  /**
   * Notes that money is owed back: never more, all in all, than the payment brought. The payment is locked until the
   * transaction ends, so that two who pay back at once take turns.
   *
   * @returns the id of the refund, or null if so much is not left to be paid back
   */
  async owe(paymentId: string, amount: Money, reason: string): Promise<string | null> {
    await this.#rows.$queryRaw`SELECT id FROM payments WHERE id = ${paymentId}::uuid FOR UPDATE`
    const id = randomUUID()
    const owed = await this.#rows.$executeRaw`
      INSERT INTO refunds (id, payment_id, amount, reason)
      SELECT ${id}::uuid, p.id, ${amount.amount}, ${reason} FROM payments p
       WHERE p.id = ${paymentId}::uuid AND p.state = 'captured' AND p.currency = ${amount.currency}
         AND p.amount >= ${amount.amount} + (SELECT coalesce(sum(r.amount), 0) FROM refunds r WHERE r.payment_id = p.id)`
    return owed === 1 ? id : null
  }

  /** True if something of the payment is, or was, to be paid back. */
  async isOwedBack(paymentId: string): Promise<boolean> {
    return (await this.#rows.refund.count({ where: { paymentId } })) > 0
  }

  /** A refund that is still to be sent; null once it was. */
  async owed(id: string): Promise<OwedRefund | null> {
    const row = await this.#rows.refund.findUnique({
      where: { id },
      include: { payment: { include: withOrder } },
    })
    if (!row || row.state === 'sent') return null
    const { currency, charge, storedValue, order } = row.payment
    return {
      ...{ id, charge, orderNumber: order.number, reason: row.reason },
      amount: Money.of(row.amount, currency),
      source: storedValue && nameIn(storedValue),
    }
  }

  /** Of what somebody does at once: true for the one who may do it. */
  async claimRefund(id: string): Promise<boolean> {
    const { count } = await this.#rows.refund.updateMany({
      where: { id, state: { not: 'sent' } },
      data: { state: 'sent' },
    })
    return count === 1
  }

  async markRefundSent(id: string, reference: string): Promise<void> {
    await this.#rows.refund.update({ where: { id }, data: { state: 'sent', reference } })
  }

  /** All that is owed or was sent back of an order. */
  async refundsOf(number: string): Promise<readonly OrderRefund[]> {
    const rows = await this.#rows.refund.findMany({
      where: { payment: { order: { number } } },
      include: { payment: { select: { currency: true } } },
      orderBy: { createdAt: 'asc' },
    })
    return rows.map(({ paymentId, amount, state, payment: { currency } }) => ({
      paymentId,
      amount: Money.of(amount, currency),
      isSent: state === 'sent',
    }))
  }
}

function payment(row: {
  id: string
  gateway: string
  state: Payment['state']
  amount: number
  currency: string
  reference: string | null
  charge: string | null
  url: string | null
  reason: string
  createdAt: Date
  order: { number: string }
  storedValue: { id: number; kind: 'gift_card' | 'store_credit'; lastFour: string } | null
}): Payment {
  return new Payment({
    id: row.id,
    orderNumber: row.order.number,
    gateway: row.gateway,
    amount: Money.of(row.amount, row.currency),
    createdAt: row.createdAt,
    source: row.storedValue && nameIn(row.storedValue),
    state: row.state,
    page: row.reference && row.url ? { reference: row.reference, url: row.url } : null,
    charge: row.charge,
    reason: row.reason,
  })
}

function nameIn(row: { id: number; kind: 'gift_card' | 'store_credit'; lastFour: string }): StoredValueName {
  return { ...row, kind: row.kind === 'gift_card' ? 'gift-card' : 'store-credit' }
}
