import { StockLevel } from '../inventory/stock-level.ts'
import type { Holding } from '../inventory/stockroom.ts'
import { Estimate } from '../pricing/estimate.ts'
import type { PriceReason } from '../pricing/price-reasons.ts'
import type { Quote } from '../pricing/quote.ts'
import type { QuoteLine } from '../pricing/quote-line.ts'
import type { Cart } from './cart.ts'
import { CartChanges } from './cart-changes.ts'
import type { CartMemo } from './cart-memo.ts'
import { cartVersion } from './cart-version.ts'
import { type Shelf, shortages } from './stock-check.ts'

export interface PricedLine {
  readonly line: QuoteLine
  readonly stock: StockLevel
  /** What the shopper must mend before paying; null when all is well. */
  readonly problem: string | null
  /** Until when its units are set aside for this shopper; null when they are not, or not all. */
  readonly heldUntil: Date | null
  /** Its units could be set aside, and are not. */
  readonly isHoldable: boolean
  readonly reasons: readonly PriceReason[]
}

/** A cart as the shopper sees it: priced and checked against stock just now. */
export class PricedCart {
  readonly cart: Cart
  readonly memo: CartMemo
  readonly quote: Quote
  readonly lines: readonly PricedLine[]
  /** What happened since the shopper last looked; to be accepted before paying. */
  readonly changes: CartChanges

  /**
   * @param levels of each line: what there is of it beside the others
   * @param holdings those that have not run out, by line
   */
  constructor(
    cart: Cart,
    memo: CartMemo,
    quote: Quote,
    levels: ReadonlyMap<number, StockLevel>,
    holdings: readonly Holding[],
  ) {
    this.cart = cart
    this.memo = memo
    this.quote = quote
    this.changes = new CartChanges(quote.lines, memo)
    const held = new Map(holdings.map((holding) => [holding.variantId, holding]))
    this.lines = quote.lines.map((line) => {
      const stock = levels.get(line.variant.id) ?? StockLevel.none(line.variant.id)
      const holding = held.get(line.variant.id)
      const heldUntil = holding && holding.quantity >= line.quantity ? holding.expiresAt : null
      const problem = problemOf(line, stock)
      const isHoldable = stock.tracked && !heldUntil && !problem
      return { line, stock, problem, heldUntil, isHoldable, reasons: quote.reasonsOf(line) }
    })
  }

  get version(): string {
    return cartVersion(this.cart, this.memo)
  }

  get isEmpty(): boolean {
    return this.cart.isEmpty
  }

  /** Every way to send it, each with what it costs and when it arrives. */
  get estimate(): Estimate {
    return new Estimate(this.quote)
  }

  /** Until when all that is set aside stays so; null when nothing is. */
  get heldUntil(): Date | null {
    const ends = this.lines.flatMap(({ heldUntil }) => heldUntil?.getTime() ?? [])
    return ends.length > 0 ? new Date(Math.min(...ends)) : null
  }

  /** Units that could be set aside for this shopper and are not. */
  get isHoldable(): boolean {
    return this.lines.some(({ isHoldable }) => isHoldable)
  }

  /** True if a line cannot be had as it is, and is to be adjusted. */
  get isShort(): boolean {
    return shortages(this.cart, this.#shelf).length > 0
  }

  get problems(): readonly string[] {
    return this.lines.flatMap(({ problem }) => problem ?? [])
  }

  get isBuyable(): boolean {
    return !this.isEmpty && this.problems.length === 0 && this.changes.none
  }

  /** Why it cannot be bought as it is; empty when it can. */
  get whyNotYet(): string {
    if (this.problems.length > 0) return 'Please mend what is marked in your cart first.'
    return this.changes.none ? '' : 'Please look at what has changed, and accept it, first.'
  }

  get #shelf(): Shelf {
    return {
      variants: new Map(this.lines.map(({ line }) => [line.variant.id, line.variant])),
      levels: new Map(this.lines.map(({ stock }) => [stock.variantId, stock])),
    }
  }
}

function problemOf({ variant, quantity }: QuoteLine, stock: StockLevel): string | null {
  if (!variant.onSale) return `${variant.fullName} is no longer offered. Please remove it.`
  if (variant.mostOf(quantity) < quantity)
    return `One order may have at most ${variant.maxPerOrder} of ${variant.fullName}. Please lower the quantity.`
  if (stock.covers(quantity)) return null
  if (stock.isSoldOut) return `${variant.fullName} was sold in the meantime. Please remove it.`
  if (stock.isHeldByOthers) return `${variant.fullName} is in another shopper’s cart right now.`
  return `Only ${stock.available} of ${variant.fullName} left. Please lower the quantity.`
}
