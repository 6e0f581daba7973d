/** Where a parcel goes. */
export interface Address {
  readonly name: string
  readonly company?: string
  readonly line1: string
  readonly line2: string
  readonly postcode: string
  readonly city: string
  /** Where the regions of the country are known, the code as in ISO 3166-2, without the country: 'NY'. */
  readonly region: string
  /** ISO 3166-1 alpha-2. */
  readonly country: string
  readonly phone: string
}

/** Whom the invoice is made out to. */
export interface BillingAddress extends Omit<Address, 'phone'> {
  /** With the letters of its country: 'DE136695976'. Often empty. */
  readonly vatNumber: string
}
