/** What promotions want to know of whoever buys. */
export interface Customer {
  readonly groupIds: readonly number[]
  /** Placed before this one, without those that were cancelled or refunded. */
  readonly ordersBefore: number
}
