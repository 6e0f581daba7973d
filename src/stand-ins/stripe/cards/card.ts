/** A card as far as it may be remembered: never its number or its security code. */
export interface Card {
  readonly testCard: string
  readonly brand: string
  readonly last4: string
  readonly expiryMonth: number
  readonly expiryYear: number
}

export interface Payer {
  readonly name: string
  readonly email: string
}
