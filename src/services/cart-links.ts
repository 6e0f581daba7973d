import type { LinkKeys } from './link-keys.ts'

type Purpose = 'cart' | 'end'

/** Links in the mails that remind customers of their cart. */
export class CartLinks {
  readonly #baseUrl: string
  readonly #keys: LinkKeys

  constructor(baseUrl: string, keys: LinkKeys) {
    this.#baseUrl = baseUrl
    this.#keys = keys
  }

  /** The cart as the shop knows it by the customer's session. */
  get cart(): string {
    return `${this.#baseUrl}/cart`
  }

  /** With the shop's address, for mails. */
  absolute(purpose: Purpose, userId: number): string {
    return this.#baseUrl + this.to(purpose, userId)
  }

  to(purpose: Purpose, userId: number): string {
    return `/cart-reminders/${userId}/${purpose}?key=${this.#keys.of(signed(purpose, userId))}`
  }

  opens(purpose: Purpose, userId: number, key: string | undefined): boolean {
    return this.#keys.opens(signed(purpose, userId), key)
  }
}

function signed(purpose: Purpose, userId: number): string {
  return `cart reminder ${purpose} ${userId}`
}
