import { StockLevel } from '../inventory/stock-level.ts'
import type { Quote } from '../pricing/quote.ts'
import type { QuoteLine } from '../pricing/quote-line.ts'
import type { Cart } from './cart.ts'

export interface PricedLine {
  readonly line: QuoteLine
  readonly stock: StockLevel
  /** What the shopper must mend before paying; null when all is well. */
  readonly problem: string | null
}

/** A cart as the shopper sees it: priced and checked against stock just now. */
export class PricedCart {
  readonly cart: Cart
  readonly quote: Quote
  readonly lines: readonly PricedLine[]
  /** Until when its units are kept; null when none are. */
  readonly heldUntil: Date | null

  constructor(cart: Cart, quote: Quote, levels: ReadonlyMap<number, StockLevel>, heldUntil: Date | null) {
    this.cart = cart
    this.quote = quote
    this.heldUntil = heldUntil
    this.lines = quote.lines.map((line) => {
      const stock = levels.get(line.variant.id) ?? StockLevel.none(line.variant.id)
      return { line, stock, problem: problemOf(line, stock) }
    })
  }

  get isEmpty(): boolean {
    return this.cart.isEmpty
  }

  get problems(): readonly string[] {
    return this.lines.flatMap(({ problem }) => problem ?? [])
  }

  get isBuyable(): boolean {
    return !this.isEmpty && this.problems.length === 0
  }
}

function problemOf({ variant, quantity }: QuoteLine, stock: StockLevel): string | null {
  if (!variant.onSale) return `${variant.fullName} is no longer offered. Please remove it.`
  if (stock.covers(quantity)) return null
  if (stock.isSoldOut) return `${variant.fullName} was sold in the meantime. Please remove it.`
  if (stock.isHeldByOthers) return `${variant.fullName} is in another shopper’s cart right now.`
  return `Only ${stock.available} of ${variant.fullName} left. Please lower the quantity.`
}
