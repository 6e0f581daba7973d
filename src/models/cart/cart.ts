import { CartFull } from '../errors.ts'
import type { Demand } from '../inventory/demand.ts'
import { sameCode } from '../pricing/coupon-code.ts'
import { CartLine, MOST_UNITS_PER_LINE } from './cart-line.ts'
import { LineList } from './line-list.ts'

/** A guest's cart must fit into a cookie of 4 KB. */
export const MOST_LINES = 100
/** For the same reason; beyond these the oldest makes way. */
export const MOST_SAVED = 30
/** Their codes may have 60 characters of three bytes. */
export const MOST_COUPONS = 8
/** An action is repeated within seconds or not at all. */
const MOST_DONE = 16

export interface CartContents {
  readonly lines?: readonly CartLine[]
  readonly saved?: readonly CartLine[]
  readonly coupons?: readonly string[]
  /** Keys of the latest actions, oldest first. */
  readonly done?: readonly string[]
}

/**
 * What a shopper wants: ids and quantities only, because prices and stock are always live.
 * The same class for guests and customers; they differ in where it is kept (see CartHome).
 */
export class Cart {
  readonly id: string
  #wanted: LineList
  #saved: LineList
  #coupons: readonly string[]
  #done: readonly string[]

  constructor(id: string, { lines = [], saved = [], coupons = [], done = [] }: CartContents = {}) {
    this.id = id
    this.#wanted = LineList.of(lines)
    this.#saved = LineList.of(saved)
    this.#coupons = coupons
    this.#done = done
  }

  get lines(): readonly CartLine[] {
    return this.#wanted.lines
  }

  /** Kept for later: nothing is held for them, and they are not ordered. */
  get saved(): readonly CartLine[] {
    return this.#saved.lines
  }

  get coupons(): readonly string[] {
    return this.#coupons
  }

  get done(): readonly string[] {
    return this.#done
  }

  get isEmpty(): boolean {
    return this.lines.length === 0
  }

  /** Units in it, as the badge shows them. */
  get units(): number {
    return this.#wanted.units
  }

  /** Differs when the contents do. */
  get summary(): string {
    return JSON.stringify([this.lines, this.saved, this.#coupons, this.#done])
  }

  quantityOf(variantId: number): number {
    return this.#wanted.quantityOf(variantId)
  }

  /** True if an action with this key was done before: a repetition, after which everything stays as it is. */
  hasDone(action: string): boolean {
    return this.#done.includes(action)
  }

  /** Remembers that an action was done, for whoever repeats it because no answer came back. */
  markDone(action: string): void {
    this.#done = [...this.#done.filter((known) => known !== action), action].slice(-MOST_DONE)
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
    this.#wanted = this.#wanted.without(variantId)
  }

  /** Moves a line out of what is to be ordered. */
  saveForLater(variantId: number): void {
    const quantity = this.quantityOf(variantId)
    if (quantity === 0) return
    this.remove(variantId)
    this.#saved = this.#saved.without(variantId).plus(new CartLine(variantId, quantity)).atMost(MOST_SAVED)
  }

  /** The way back. @throws CartFull */
  takeUp(variantId: number): void {
    const quantity = this.#saved.quantityOf(variantId)
    if (quantity === 0) return
    const most = MOST_UNITS_PER_LINE - this.quantityOf(variantId)
    if (most > 0) this.add(variantId, Math.min(quantity, most))
    this.forgetSaved(variantId)
  }

  forgetSaved(variantId: number): void {
    this.#saved = this.#saved.without(variantId)
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
    for (const line of guest.lines)
      if (this.#hasRoomFor(line.variantId)) this.#wanted = this.#wanted.plus(line)
    this.#saved = guest.saved
      .reduce((list, line) => list.with(line), this.#saved)
      .filter(({ variantId }) => !this.#wanted.has(variantId))
      .atMost(MOST_SAVED)
    for (const code of guest.coupons) this.redeem(code)
    return [...wanted].filter(([id, quantity]) => this.quantityOf(id) < quantity).map(([id]) => id)
  }

  /** Items of an order that is to be changed come back, as far as there is room and stock for them. */
  takeBack({ variantId, quantity }: Demand, available: number): void {
    if (!this.#hasRoomFor(variantId)) return
    const most = Math.max(0, Math.min(available, MOST_UNITS_PER_LINE))
    this.setQuantity(variantId, Math.min(this.quantityOf(variantId) + quantity, most))
  }

  /** What has become an order leaves; what was added since stays. */
  leaveOut(ordered: readonly CartLine[]): void {
    for (const { variantId, quantity } of ordered)
      if (this.#wanted.has(variantId))
        this.setQuantity(variantId, Math.max(0, this.quantityOf(variantId) - quantity))
    this.#coupons = []
  }

  /** Without lines of other variants, such as those that the shop no longer knows. */
  keepOnly(variantIds: readonly number[]): Cart {
    const isKnown = ({ variantId }: CartLine) => variantIds.includes(variantId)
    return new Cart(this.id, {
      lines: this.lines.filter(isKnown),
      saved: this.saved.filter(isKnown),
      coupons: this.#coupons,
      done: this.#done,
    })
  }

  empty(): void {
    this.#wanted = LineList.none
    this.#coupons = []
  }

  /**
   * As it was at an earlier moment. What was added since stays; what had joined at that moment is kept for later.
   *
   * @throws CartFull
   */
  goBackTo(earlier: Pick<CartContents, 'lines' | 'saved' | 'coupons'>, joined: readonly number[]): void {
    const before = LineList.of(earlier.lines ?? [])
    const since = this.#wanted.filter(({ variantId }) => !before.has(variantId))
    for (const { variantId } of since.lines) if (joined.includes(variantId)) this.saveForLater(variantId)
    const kept = since.filter(({ variantId }) => !joined.includes(variantId))
    this.#wanted = before
    for (const line of kept.lines) this.#put(line)
    const saved = (earlier.saved ?? []).filter(({ variantId }) => !this.#wanted.has(variantId))
    this.#saved = saved
      .reduce((list, line) => list.with(line), this.#saved)
      .filter(({ variantId }) => !this.#wanted.has(variantId))
      .atMost(MOST_SAVED)
    for (const code of earlier.coupons ?? []) this.redeem(code)
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

  #hasRoomFor(variantId: number): boolean {
    return this.#wanted.has(variantId) || this.lines.length < MOST_LINES
  }

  #put(line: CartLine): void {
    if (!this.#hasRoomFor(line.variantId)) throw new CartFull(MOST_LINES)
    this.#wanted = this.#wanted.with(line)
    // What somebody puts into the cart is no longer for later.
    this.#saved = this.#saved.without(line.variantId)
  }
}
