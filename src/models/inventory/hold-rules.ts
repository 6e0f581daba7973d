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

/** The cart that holds it; null for orders. */
export function cartOfOwner(owner: string): string | null {
  return owner.startsWith('cart:') ? owner.slice('cart:'.length) : null
}

/** How a hold is to be kept. */
export interface HoldTerms {
  readonly now: Date
  readonly expiresAt: Date
  /** Hashed address of a guest; null for customers and orders. */
  readonly visitor?: string | null
}
