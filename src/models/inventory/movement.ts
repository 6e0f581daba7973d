/** Why a figure changed. */
export type MovementKind = 'receive' | 'correct' | 'hold' | 'release' | 'expire' | 'sell' | 'return'

/** A line of the stock ledger: by how many units the figures of a variant change, and because of whom. */
export interface Movement {
  readonly kind: MovementKind
  readonly variantId: number
  readonly onHand?: number
  readonly onHold?: number
  /** The cart, order or person that caused it. */
  readonly reference: string
  /** What a person said of it. */
  readonly reason?: string
}
