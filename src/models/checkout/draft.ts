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

  constructor(facts: {
    id: string
    cartId: string
    details?: TypedDetails
    shippingMethod?: number | null
    orderNumber?: string | null
    placed?: boolean
  }) {
    this.id = facts.id
    this.#cartId = facts.cartId
    this.#details = facts.details ?? {}
    this.#shippingMethod = facts.shippingMethod ?? null
    this.#orderNumber = facts.orderNumber ?? null
    this.#placed = facts.placed ?? false
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

  type(details: TypedDetails): void {
    this.#details = details
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
