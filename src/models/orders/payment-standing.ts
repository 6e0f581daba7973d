import { Money } from '../money.ts'
import type { Payment } from '../payments/payment.ts'
import type { Order } from './order.ts'

/** Money of an order that goes back. */
export interface OrderRefund {
  readonly paymentId: string
  readonly amount: Money
  readonly isSent: boolean
}

/** How it stands with the money of an order, in sentences. */
export function paymentStanding(
  order: Order,
  latest: Payment | null,
  refunds: readonly OrderRefund[],
): readonly string[] {
  const back = (isSent: boolean) => {
    const amounts = refunds.filter((refund) => refund.isSent === isSent).map(({ amount }) => amount)
    return Money.sum(amounts, order.total.currency)
  }
  return [
    moneyIn(order, latest),
    ...(back(false).isPositive ? [`${back(false).format()} is on its way back to you.`] : []),
    ...(back(true).isPositive ? [`${back(true).format()} was paid back the way it came.`] : []),
  ]
}

function moneyIn(order: Order, latest: Payment | null): string {
  if (order.paidAt && order.total.isZero) return 'There was nothing to pay.'
  if (order.paidAt) return `${order.total.format()} ${order.isPaid ? 'is' : 'was'} paid.`
  if (!order.awaitsPayment) return 'Nothing was charged for this order.'
  if (latest?.state === 'processing') return 'Your bank is still deciding on the payment.'
  return `${order.total.format()} is still to be paid.`
}
