/** Units of a variant that somebody wants. */
export interface Demand {
  readonly variantId: number
  readonly quantity: number
  /** What to call it when there is not enough. */
  readonly name?: string
}

/** Two orders for the same variants must lock them in the same order, or they deadlock. */
export function inLockOrder<Wanted extends Demand>(demands: readonly Wanted[]): Wanted[] {
  return [...demands].sort((a, b) => a.variantId - b.variantId)
}
