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

/** One demand a variant, however many lines ask for it, in lock order. */
export function perVariant(demands: readonly Demand[]): Demand[] {
  const merged = new Map<number, Demand>()
  for (const { variantId, quantity, name } of demands) {
    const known = merged.get(variantId)
    merged.set(variantId, {
      variantId,
      quantity: quantity + (known?.quantity ?? 0),
      name: known?.name ?? name,
    })
  }
  return inLockOrder([...merged.values()])
}

/** True if both take the same from the shelves. */
export function areSame(some: readonly Demand[], others: readonly Demand[]): boolean {
  const units = (demands: readonly Demand[]) =>
    perVariant(demands)
      .map(({ variantId, quantity }) => `${variantId} ${quantity}`)
      .join()
  return units(some) === units(others)
}
