import type { LinkKeys } from './link-keys.ts'

/**
 * What the forms of a customer's checkout carry: it names their cart, so that what they send after their session has ended
 * can be kept for them. Nothing can be read with it.
 */
export class CheckoutTickets {
  readonly #keys: LinkKeys

  constructor(keys: LinkKeys) {
    this.#keys = keys
  }

  of(cartId: string): string {
    return `${cartId}.${this.#keys.of(signed(cartId))}`
  }

  /** @returns the id of the cart; null for a ticket that is not ours */
  cartIn(ticket: string): string | null {
    const [cartId = '', key] = ticket.split('.')
    return this.#keys.opens(signed(cartId), key) ? cartId : null
  }
}

function signed(cartId: string): string {
  return `checkout of cart ${cartId}`
}
