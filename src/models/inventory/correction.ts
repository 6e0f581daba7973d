/** What a count of the shelves found: so many units more or fewer than the books say, or so many altogether. */
export type Correction = { readonly by: number } | { readonly to: number }

/** @returns by how many units the books must change */
export function changeOf(correction: Correction, onHand: number): number {
  return 'by' in correction ? correction.by : correction.to - onHand
}
