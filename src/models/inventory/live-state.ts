import { StockLevel } from './stock-level.ts'

/** Asked for instead of a product's id: the state of the shop as a whole. */
export const WHOLE_SHOP = 0

/** A product at one moment: what a page that was made earlier is compared with before it is shown. */
export class LiveState {
  /** A number of the catalogue's clock: grows with every change of what the page shows. */
  readonly revision: number
  /** Every unit on hand and on hold of the product's variants; the same text means the same stock. */
  readonly stock: string

  /** @param stock variant id, on hand, on hold and 1 if tracked, with colons between; with a space between variants */
  constructor(revision: number, stock: string) {
    this.revision = revision
    this.stock = stock
  }

  /** As nobody in particular sees them. */
  get levels(): ReadonlyMap<number, StockLevel> {
    const levels = this.stock
      .split(' ')
      .filter(Boolean)
      .map((level) => level.split(':').map(Number))
      .map(
        ([variantId = 0, onHand = 0, onHold = 0, tracked]) =>
          new StockLevel({ variantId, onHand, onHold, tracked: tracked === 1 }),
      )
    return new Map(levels.map((level) => [level.variantId, level]))
  }
}
