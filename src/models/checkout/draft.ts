import type { Figures } from './figures.ts'

/** The address form exactly as typed, valid or not. */
export type TypedDetails = Readonly<Record<string, string>>

/** What a shopper has told us on the way to an order. Kept in the database, so that nothing typed is lost. */
export class CheckoutDraft {
  readonly id: string
  #cartId: string
  #details: TypedDetails
  #shippingMethod: number | null
  #orderNumber: string | null
  #placed: boolean
  #seen: Figures | null

  constructor(facts: {
    id: string
    cartId: string
    details?: TypedDetails
    shippingMethod?: number | null
    orderNumber?: string | null
    placed?: boolean
    seen?: Figures | null
  }) {
    this.id = facts.id
    this.#cartId = facts.cartId
    this.#details = facts.details ?? {}
    this.#shippingMethod = facts.shippingMethod ?? null
    this.#orderNumber = facts.orderNumber ?? null
    this.#placed = facts.placed ?? false
    this.#seen = facts.seen ?? null
  }

  get cartId(): string {
    return this.#cartId
  }
  get details(): TypedDetails {
    return this.#details
  }
  get shippingMethod(): number | null {
    return this.#shippingMethod
  }
  /** The order made from it, if any; while `isPlaced` is false the shopper is changing that order. */
  get orderNumber(): string | null {
    return this.#orderNumber
  }
  get isPlaced(): boolean {
    return this.#placed
  }

  /** What the shopper has agreed to by going on; null at the beginning. */
  get seen(): Figures | null {
    return this.#seen
  }

  /** What the form of this country does not ask for stays, in case another country is chosen again. */
  type(details: TypedDetails): void {
    this.#details = { ...this.#details, ...details }
  }

  /** The shopper goes on from a page that shows these figures. */
  agree(figures: Figures): void {
    this.#seen = figures
  }

  chooseShipping(method: number): void {
    this.#shippingMethod = method
  }

  place(orderNumber: string): void {
    this.#orderNumber = orderNumber
    this.#placed = true
  }

  /** The shopper came back from paying to change something, perhaps with another cart than before. */
  reopen(cartId: string): void {
    this.#cartId = cartId
    this.#placed = false
  }

  /** A fresh draft for the next order of the same cart, so that nothing is asked twice. */
  successor(id: string): CheckoutDraft {
    return new CheckoutDraft({
      id,
      cartId: this.#cartId,
      details: this.#details,
      shippingMethod: this.#shippingMethod,
    })
  }
}
