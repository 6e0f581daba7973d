/** A variant whose figures its ledger does not explain, or whose units on hold nobody holds. */
export interface Discrepancy {
  readonly variantId: number
  readonly onHand: number
  readonly onHold: number
  /** The sums of all movements. */
  readonly ledgerOnHand: number
  readonly ledgerOnHold: number
  /** Units that carts and orders hold. */
  readonly held: number
}
