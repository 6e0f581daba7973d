export type OrderState = 'pending' | 'paid' | 'shipped' | 'delivered' | 'cancelled' | 'refunded'

/** What an order can become. Partial shipments and refunds are facts of their own, not states. */
export const NEXT: Readonly<Record<OrderState, readonly OrderState[]>> = {
  pending: ['paid', 'cancelled'],
  paid: ['shipped', 'cancelled', 'refunded'],
  shipped: ['delivered', 'refunded'],
  delivered: ['refunded'],
  cancelled: [],
  refunded: [],
}

export const STATE_WORDS: Readonly<Record<OrderState, string>> = {
  pending: 'Awaiting payment',
  paid: 'Paid, being packed',
  shipped: 'On its way',
  delivered: 'Delivered',
  cancelled: 'Cancelled',
  refunded: 'Refunded',
}
