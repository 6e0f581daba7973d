import { MOST_UNITS_PER_LINE } from '../cart/cart-line.ts'

/** How many units of a variant there are and how many of them somebody is already keeping. */
export class StockLevel {
  readonly variantId: number
  readonly onHand: number
  readonly onHold: number
  readonly tracked: boolean
  /** Units on hold for the shopper who is looking; their own hold never blocks them. */
  readonly ownHold: number

  constructor(facts: {
    variantId: number
    onHand: number
    onHold: number
    tracked?: boolean
    ownHold?: number
  }) {
    this.variantId = facts.variantId
    this.onHand = facts.onHand
    this.onHold = facts.onHold
    this.tracked = facts.tracked ?? true
    this.ownHold = facts.ownHold ?? 0
  }

  static none(variantId: number): StockLevel {
    return new StockLevel({ variantId, onHand: 0, onHold: 0 })
  }

  /**
   * Of a set: as many as its scarcest part suffices for. Parts that never run out do not count.
   *
   * @param parts with the units that one set takes of each
   */
  static ofSet(
    variantId: number,
    parts: readonly { readonly level: StockLevel; readonly quantity: number }[],
  ): StockLevel {
    const counted = parts.filter(({ level }) => level.tracked)
    if (counted.length === 0) return new StockLevel({ variantId, onHand: 0, onHold: 0, tracked: false })
    const sets = (units: (level: StockLevel) => number) =>
      Math.min(...counted.map(({ level, quantity }) => Math.floor(units(level) / quantity)))
    const onHand = sets((level) => level.onHand)
    // Of how many sets the shopper holds some part.
    const ownHold = Math.max(...counted.map(({ level, quantity }) => Math.ceil(level.ownHold / quantity)))
    return new StockLevel({
      ...{ variantId, onHand, ownHold },
      onHold: onHand - sets((level) => level.available) + ownHold,
    })
  }

  /** Units this shopper can have, those already held for them included. */
  get available(): number {
    return this.tracked ? this.onHand - this.onHold + this.ownHold : Number.POSITIVE_INFINITY
  }

  /** What a quantity field may go up to. */
  get mostPerLine(): number {
    return Math.max(0, Math.min(this.available, MOST_UNITS_PER_LINE))
  }

  /** As if so many of what this shopper can have were gone: another line of their cart takes them. */
  less(units: number): StockLevel {
    if (units === 0 || !this.tracked) return this
    const onHand = Math.max(0, this.onHand - units)
    const ownHold = Math.max(0, this.ownHold - units)
    const available = Math.max(0, this.available - units)
    return new StockLevel({ ...this, onHand, ownHold, onHold: onHand - available + ownHold })
  }

  covers(quantity: number): boolean {
    return this.available >= quantity
  }

  get isSoldOut(): boolean {
    return this.tracked && this.onHand === 0
  }

  /** All that is left lies in other shoppers' carts and may come back. */
  get isHeldByOthers(): boolean {
    return !this.isSoldOut && !this.covers(1)
  }

  get label(): string {
    if (this.isSoldOut) return 'Sold out'
    if (this.isHeldByOthers) return 'In another shopper’s cart right now'
    if (!this.tracked) return 'In stock'
    if (this.available === 1) return this.onHand === 1 ? 'The only one' : 'Only 1 left'
    if (this.available <= 3) return `Only ${this.available} left`
    return `${this.available} in stock`
  }

  /** What a picker adds to the name of a choice; empty while it can be bought. */
  get remark(): string {
    if (this.isSoldOut) return 'sold out'
    return this.isHeldByOthers ? 'in another cart' : ''
  }

  /** For the style sheet: plenty, few, gone. */
  get mood(): 'plenty' | 'few' | 'gone' {
    if (!this.covers(1)) return 'gone'
    return this.available <= 3 ? 'few' : 'plenty'
  }
}
