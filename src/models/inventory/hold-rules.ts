const MINUTE = 60_000

/** Milliseconds. Every action in the cart extends its holds, but never past the longest. */
export const HOLD = {
  inCart: 30 * MINUTE,
  longestInCart: 120 * MINUTE,
  /** Stripe's payment pages live at least 30 minutes; the hold must outlive the page. */
  whilePaying: 45 * MINUTE,
} as const

/** Units one visitor (by address) may keep in guests' carts at a time, so that no script can empty the shop. */
const HELD_UNITS_PER_VISITOR = 60

/** @param elsewhere units that visitor keeps already; @param more units that are to be added */
export function mayKeep(elsewhere: number, more = 0): boolean {
  return elsewhere + more <= HELD_UNITS_PER_VISITOR
}

export function cartHoldExpiry(now: Date): Date {
  return new Date(now.getTime() + HOLD.inCart)
}

export function paymentHoldExpiry(now: Date): Date {
  return new Date(now.getTime() + HOLD.whilePaying)
}

/** Owners of holds, as stored. */
export const holdOwner = {
  cart: (cartId: string) => `cart:${cartId}`,
  order: (number: string) => `order:${number}`,
}

/** The cart behind a hold that is a cart's. */
export function cartOfOwner(owner: string): string {
  return owner.slice('cart:'.length)
}

/** How a hold is to be kept. */
export interface HoldTerms {
  readonly now: Date
  readonly expiresAt: Date
  /** Hashed address of a guest; null for customers and orders. */
  readonly visitor?: string | null
}

/** Units that an owner had on hold and lost, because they held them for too long. */
export interface FreedHold {
  readonly owner: string
  readonly variantId: number
  readonly quantity: number
}

/** Units that an owner has on hold. */
export interface KnownHold {
  readonly variantId: number
  readonly quantity: number
  readonly firstHeld: Date
  readonly expiresAt: Date
}
