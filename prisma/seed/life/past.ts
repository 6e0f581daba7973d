/** A collector who has bought here before. They exist in the demo only and cannot sign in. */
export interface PastCustomer {
  readonly key: string
  readonly name: string
  readonly line1: string
  readonly postcode: string
  readonly city: string
  readonly region?: string
  /** ISO 3166-1 alpha-2. */
  readonly country: string
  /** Buys without an account. */
  readonly guest?: boolean
}

export interface PastReview {
  /** Slug of the mineral. */
  readonly on: string
  /** Key of the customer. */
  readonly by: string
  readonly stars: 1 | 2 | 3 | 4 | 5
  readonly title: string
  readonly text: string
  /** What the shop said to it. */
  readonly reply?: string
  /** False for a review by somebody who did not buy it here. */
  readonly bought?: false
}

export interface PastQuestion {
  /** Slug of the mineral. */
  readonly on: string
  /** Key of the customer. */
  readonly by: string
  readonly text: string
  readonly answers: readonly {
    /** Key of the customer; the shop itself without one. */
    readonly by?: string
    readonly text: string
  }[]
}
