import type { Request, RequestHandler } from 'express'
import { type Limit, rateLimit } from '../web/rate-limit.ts'

type Redis = Parameters<typeof rateLimit>[1]

/** Faster than anybody clicks; behind one address there may be an office full of shoppers. */
const ACTIONS = {
  ofCart: { name: 'cart-actions', points: 120, seconds: 60 },
  ofAddress: { name: 'cart-actions-of-address', points: 600, seconds: 60 },
}
/** More tries than anybody has codes; at this pace a code of eight letters is not guessed in a lifetime. */
const GUESSES = {
  ofCart: { name: 'coupons', points: 15, seconds: 600 },
  ofAddress: { name: 'coupons-of-address', points: 40, seconds: 600 },
}
/** A code of a gift card has 100 bits: nobody guesses one, and this keeps them from trying. */
const CARD_GUESSES = {
  ofCart: { name: 'gift-cards', points: 15, seconds: 600 },
  ofAddress: { name: 'gift-cards-of-address', points: 40, seconds: 600 },
}

/** Keeps scripts from playing with carts, and from guessing coupons and gift cards. */
export function cartLimits(redis: Redis): {
  readonly actions: readonly RequestHandler[]
  readonly coupons: readonly RequestHandler[]
  readonly giftCards: readonly RequestHandler[]
} {
  return {
    actions: limited(ACTIONS, redis, ({ method }) => method === 'POST' || method === 'PATCH'),
    coupons: limited(GUESSES, redis, ({ body }) => body?.remove === undefined),
    // Whoever asks for a balance removes nothing, whatever else they send.
    giftCards: limited(
      CARD_GUESSES,
      redis,
      ({ path, body }) => path === '/gift-cards' || body?.remove === undefined,
    ),
  }
}

/** Whoever sends no cookie has a new cart each time, so the address counts as well. */
function limited(
  { ofCart, ofAddress }: { ofCart: Limit; ofAddress: Limit },
  redis: Redis,
  counts: (req: Request) => boolean,
): readonly RequestHandler[] {
  const limits = [
    rateLimit(ofAddress, redis),
    rateLimit(ofCart, redis, ({ shopper, cart }) => shopper.userId?.toString() ?? cart.id),
  ]
  return limits.map((limit) => (req, res, next) => (counts(req) ? limit(req, res, next) : next()))
}
