import type { RequestHandler } from 'express'
import { rateLimit } from '../web/rate-limit.ts'

type Redis = Parameters<typeof rateLimit>[1]

/** More than anybody has orders to look for; each try may send a mail. */
const LOOKUPS = {
  ofAddress: { name: 'order-lookups', points: 10, seconds: 900 },
  ofShop: { name: 'order-lookups-of-shop', points: 300, seconds: 600 },
}
/** Cancelling, other addresses, ordering again: each locks an order, and some send a mail. */
const CHANGES = {
  ofAddress: { name: 'order-changes', points: 60, seconds: 600 },
  ofCustomer: { name: 'order-changes-of-customer', points: 60, seconds: 600 },
}

/** Keeps scripts from trying out numbers of orders, and from playing with those they have. */
export function orderLimits(redis: Redis): {
  readonly lookups: readonly RequestHandler[]
  readonly changes: readonly RequestHandler[]
} {
  return {
    lookups: [rateLimit(LOOKUPS.ofAddress, redis), rateLimit(LOOKUPS.ofShop, redis, () => 'all')],
    changes: [
      rateLimit(CHANGES.ofAddress, redis),
      rateLimit(CHANGES.ofCustomer, redis, ({ shopper }) => shopper.userId?.toString() ?? shopper.visitor),
    ],
  }
}
