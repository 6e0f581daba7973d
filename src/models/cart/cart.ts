import { CartFull, QuantityRefused } from '../errors.ts'
import type { Demand } from '../inventory/demand.ts'

export const MOST_UNITS_PER_LINE = 9_999
/** A guest's cart must fit into a cookie of 4 KB. */
export const MOST_LINES = 100

/** For the same reason; beyond it the oldest makes way. */
const MOST_COUPONS = 10

export class CartLine {
  readonly variantId: number
  readonly quantity: number

  /** @throws QuantityRefused unless quantity is a whole number from 1 to 9,999 */
  constructor(variantId: number, quantity: number) {
    if (!Number.isInteger(quantity) || quantity < 1 || quantity > MOST_UNITS_PER_LINE)
      throw new QuantityRefused(MOST_UNITS_PER_LINE)
    this.variantId = variantId
    this.quantity = quantity
  }
}

/**
 * What a shopper wants: ids and quantities only, because prices and stock are always live.
 * The same class for guests and customers; they differ in where it is kept (see CartHome).
 */
export class Cart {
  readonly id: string
  #lines: readonly CartLine[]
  #coupons: readonly string[]

  constructor(id: string, lines: readonly CartLine[] = [], coupons: readonly string[] = []) {
    this.id = id
    this.#lines = lines
    this.#coupons = coupons
  }

  get lines(): readonly CartLine[] {
    return this.#lines
  }

  get coupons(): readonly string[] {
    return this.#coupons
  }

  get isEmpty(): boolean {
    return this.#lines.length === 0
  }

  /** Units in it, as the badge shows them. */
  get units(): number {
    return this.#lines.reduce((sum, line) => sum + line.quantity, 0)
  }

  /** Differs when the contents do. */
  get summary(): string {
    return JSON.stringify([this.#lines, this.#coupons])
  }

  quantityOf(variantId: number): number {
    return this.#line(variantId)?.quantity ?? 0
  }

  /** @throws QuantityRefused, CartFull if the line would leave 1 to 9,999 or the cart exceed 100 lines */
  add(variantId: number, quantity: number): void {
    const added = new CartLine(variantId, quantity)
    this.setQuantity(variantId, this.quantityOf(variantId) + added.quantity)
  }

  /** Zero removes the line. */
  setQuantity(variantId: number, quantity: number): void {
    if (quantity === 0) this.remove(variantId)
    else this.#put(new CartLine(variantId, quantity))
  }

  remove(variantId: number): void {
    this.#lines = this.#lines.filter((line) => line.variantId !== variantId)
  }

  /**
   * Takes over what a guest had collected before signing in; quantities add up, up to the limit of a line.
   *
   * @returns variants that did not, or not wholly, fit in
   */
  merge(guest: Cart): number[] {
    const wanted = new Map(
      guest.lines.map(({ variantId, quantity }) => [variantId, this.quantityOf(variantId) + quantity]),
    )
    for (const { variantId, quantity } of guest.lines) {
      if (this.#line(variantId) || this.#lines.length < MOST_LINES)
        this.#put(
          new CartLine(variantId, Math.min(this.quantityOf(variantId) + quantity, MOST_UNITS_PER_LINE)),
        )
    }
    for (const code of guest.coupons) this.redeem(code)
    return [...wanted].filter(([id, quantity]) => this.quantityOf(id) < quantity).map(([id]) => id)
  }

  /** Items of an order that is to be changed come back, as far as there is room and stock for them. */
  takeBack({ variantId, quantity }: Demand, available: number): void {
    if (!this.#line(variantId) && this.#lines.length >= MOST_LINES) return
    const most = Math.max(0, Math.min(available, MOST_UNITS_PER_LINE))
    this.setQuantity(variantId, Math.min(this.quantityOf(variantId) + quantity, most))
  }

  /** Without lines of other variants, such as those that the shop no longer knows. */
  keepOnly(variantIds: readonly number[]): Cart {
    const lines = this.#lines.filter((line) => variantIds.includes(line.variantId))
    return new Cart(this.id, lines, this.#coupons)
  }

  empty(): void {
    this.#lines = []
    this.#coupons = []
  }

  redeem(code: string): void {
    if (!this.#has(code)) this.#coupons = [...this.#coupons, code].slice(-MOST_COUPONS)
  }

  withdraw(code: string): void {
    this.#coupons = this.#coupons.filter((known) => !sameCode(known, code))
  }

  #has(code: string): boolean {
    return this.#coupons.some((known) => sameCode(known, code))
  }

  #line(variantId: number): CartLine | undefined {
    return this.#lines.find((line) => line.variantId === variantId)
  }

  #put(line: CartLine): void {
    if (!this.#line(line.variantId)) {
      if (this.#lines.length >= MOST_LINES) throw new CartFull(MOST_LINES)
      this.#lines = [...this.#lines, line]
      return
    }
    this.#lines = this.#lines.map((known) => (known.variantId === line.variantId ? line : known))
  }
}

function sameCode(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase()
}
