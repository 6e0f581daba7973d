import { type DomainEvent, type EventType, orderNumberOf } from './models/events.ts'
import type { Services } from './services.ts'

/** Something the shop does because of an event. It may be called twice and must then do nothing the second time. */
export type Reaction = (services: Services, event: DomainEvent) => Promise<void>

/** What can follow from an event; the names are those of the jobs. */
export const reactions = {
  'mail-order-received': ({ notifications }, event) => notifications.mailBuyer('order-received', event),
  'mail-order-shipped': ({ notifications }, event) => notifications.mailBuyer('order-shipped', event),
  'mail-payment-failed': ({ notifications }, event) => notifications.mailBuyer('payment-failed', event),
  'mail-order-cancelled': ({ notifications }, event) => notifications.mailBuyer('order-cancelled', event),
  'mail-order-readdressed': ({ notifications }, event) => notifications.mailBuyer('order-readdressed', event),
  'count-pairs-of-order': ({ demand }, event) => demand.learnFrom(orderNumberOf(event)),
  'adjust-carts': async ({ cartAdjustments, orders }, event) => {
    const { demands } = await orders.find(orderNumberOf(event))
    await cartAdjustments.afterSale(demands.map(({ variantId }) => variantId))
  },
  'mail-cart-adjusted': ({ cartMails }, event) => cartMails.adjusted(event),
  'mail-cart-abandoned': ({ cartMails }, event) => cartMails.abandoned(event),
} as const satisfies Record<string, Reaction>

export type ReactionName = keyof typeof reactions

/** Which event causes which reaction. */
export const subscriptions: Readonly<Record<EventType, readonly ReactionName[]>> = {
  'order.created': [],
  'order.paid': ['mail-order-received', 'count-pairs-of-order', 'adjust-carts'],
  'order.shipped': ['mail-order-shipped'],
  'order.cancelled': ['mail-order-cancelled'],
  'order.readdressed': ['mail-order-readdressed'],
  'order.payment_failed': ['mail-payment-failed'],
  'cart.adjusted': ['mail-cart-adjusted'],
  'cart.abandoned': ['mail-cart-abandoned'],
}
