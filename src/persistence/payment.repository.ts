import { randomUUID } from 'node:crypto'
import { Money } from '../models/money.ts'
import type { OrderRefund } from '../models/orders/payment-standing.ts'
import { Payment } from '../models/payments/payment.ts'
import type { Rows } from './database.ts'

export interface OwedRefund {
  readonly id: string
  readonly charge: string
  readonly amount: Money
  readonly reason: string
}

const withOrder = { order: { select: { number: true } } } as const

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

  async owe(paymentId: string, amount: Money, reason: string): Promise<string> {
    const { id } = await this.#rows.refund.create({
      data: { id: randomUUID(), paymentId, amount: amount.amount, reason },
    })
    return id
  }

  /** A refund that is still to be sent; null once it was. */
  async owed(id: string): Promise<OwedRefund | null> {
    const row = await this.#rows.refund.findUnique({ where: { id }, include: { payment: true } })
    if (!row?.payment.charge || row.state === 'sent') return null
    const { currency, charge } = row.payment
    return { id, charge, amount: Money.of(row.amount, currency), reason: row.reason }
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
}): Payment {
  return new Payment({
    id: row.id,
    orderNumber: row.order.number,
    gateway: row.gateway,
    amount: Money.of(row.amount, row.currency),
    createdAt: row.createdAt,
    state: row.state,
    page: row.reference && row.url ? { reference: row.reference, url: row.url } : null,
    charge: row.charge,
    reason: row.reason,
  })
}
