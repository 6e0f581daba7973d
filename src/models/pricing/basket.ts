import type { Variant } from '../catalog/variant.ts'
import { Money } from '../money.ts'
import type { Customer } from './customer.ts'
import type { Destination } from './destination.ts'
import type { Matching } from './matching.ts'
import type { UnitPrice } from './price-list.ts'
import { QuoteLine, type Reduction } from './quote-line.ts'
import { type Pile, type Share, spread, spreadWithin } from './spreading.ts'

/** Whatever takes something off: a promotion. */
export interface Cause {
  readonly id: number
  readonly name: string
}

export interface PricedItem {
  readonly variant: Variant
  readonly quantity: number
  readonly price: UnitPrice
}

/** Who buys, and where it goes. */
export interface Circumstances {
  /** Null when nobody has said who they are. */
  readonly customer: Customer | null
  readonly destination: Destination
}

/** A line while promotions work on it. */
interface OpenLine extends PricedItem {
  /** Minor units. */
  readonly floor: number
  readonly reductions: { readonly cause: Cause; amount: number }[]
}

/** Units of a line that cost the same at the moment. Quantities go to 9,999, so units are never looked at one by one. */
interface Stack extends Pile {
  readonly line: OpenLine
}

/**
 * What promotions look at and work on: the units of a cart, lowered so far. Amounts are minor units, because a quote of
 * a hundred lines goes through many thousand of them.
 */
export class Basket {
  readonly currency: string
  readonly circumstances: Circumstances
  readonly quantity: number
  /** Percentages that come off the delivery, one after the other. */
  readonly shippingReductions: { readonly cause: Cause; readonly percent: number }[] = []
  /** Minor units that each cause has taken off the items. */
  readonly #taken = new Map<Cause, number>()
  readonly #items: readonly PricedItem[]
  readonly #lines: ReadonlyMap<PricedItem, OpenLine>
  #stacks: readonly Stack[]
  #total: number

  constructor(currency: string, items: readonly PricedItem[], circumstances: Circumstances) {
    this.currency = currency
    this.circumstances = circumstances
    this.#items = items
    // Always in the same order: the cent that cannot be shared must not depend on what was put into the cart first.
    const inOrder = items.toSorted((a, b) => a.variant.id - b.variant.id || a.quantity - b.quantity)
    this.#lines = new Map(inOrder.map((item) => [item, open(item)]))
    this.#stacks = [...this.#lines.values()].map((line) =>
      stackOf(line, line.quantity, line.price.amount.amount),
    )
    this.quantity = items.reduce((sum, { quantity }) => sum + quantity, 0)
    this.#total = this.#stacks.reduce((sum, { count, price }) => sum + count * price, 0)
  }

  /** Of all items, as lowered so far. */
  get total(): Money {
    return Money.of(this.#total, this.currency)
  }

  takenBy(cause: Cause): Money {
    return Money.of(this.#taken.get(cause) ?? 0, this.currency)
  }

  quantityOf(goods: Matching): number {
    let quantity = 0
    for (const line of this.#lines.values()) if (goods.includes(line.variant)) quantity += line.quantity
    return quantity
  }

  /** Spread over all units in proportion to their price; what one cannot take, because of its floor, the others do. */
  takeOff(amount: Money, cause: Cause): void {
    this.#lower(this.#stacks, spread(amount.amount, this.#stacks), cause)
  }

  takePercentOff(goods: Matching, percent: number, cause: Cause): void {
    this.#takePercentOff(
      this.#stacks.filter(({ line }) => goods.includes(line.variant)),
      percent,
      cause,
    )
  }

  /** The same amount off every matching unit. */
  takeOffEach(goods: Matching, amount: Money, cause: Cause): void {
    const stacks = this.#stacks.filter(({ line }) => goods.includes(line.variant))
    const shares = stacks.map((stack) => ({ each: Math.min(amount.amount, stack.room), more: 0 }))
    this.#lower(stacks, shares, cause)
  }

  takePercentOffCheapest(goods: Matching, count: number, percent: number, cause: Cause): void {
    this.#takePercentOff(this.#cheapest(goods, count), percent, cause)
  }

  takePercentOffShipping(percent: number, cause: Cause): void {
    this.shippingReductions.push({ cause, percent })
  }

  /** As they were asked for. */
  get quoteLines(): readonly QuoteLine[] {
    const units = Map.groupBy(this.#stacks, ({ line }) => line)
    return this.#items.flatMap((item) => {
      const line = this.#lines.get(item)
      return line ? [this.#quoteLine(line, units.get(line) ?? [])] : []
    })
  }

  #quoteLine({ variant, quantity, price, reductions }: OpenLine, stacks: readonly Stack[]): QuoteLine {
    const money = (amount: number) => Money.of(amount, this.currency)
    return new QuoteLine(
      variant,
      quantity,
      price,
      reductions.map(
        ({ cause, amount }): Reduction => ({
          because: cause.name,
          promotionId: cause.id,
          amount: money(amount),
        }),
      ),
      stacks
        .toSorted((a, b) => b.price - a.price)
        .map((stack) => ({ quantity: stack.count, price: money(stack.price) })),
    )
  }

  #takePercentOff(stacks: readonly Stack[], percent: number, cause: Cause): void {
    const worth = stacks.reduce((sum, { count, price }) => sum + count * price, 0)
    const discount = Money.of(worth, this.currency).percent(percent).amount
    this.#lower(stacks, spreadWithin(discount, stacks), cause)
  }

  /** Stacks of exactly so many of the matching units, the cheapest first; a stack that is too high is parted. */
  #cheapest(goods: Matching, count: number): Stack[] {
    const matching = this.#stacks.filter(({ line }) => goods.includes(line.variant))
    const chosen: Stack[] = []
    let wanted = count
    for (const stack of matching.toSorted((a, b) => a.price - b.price)) {
      if (wanted === 0) break
      const taken = stack.count > wanted ? this.#part(stack, wanted) : stack
      chosen.push(taken)
      wanted -= taken.count
    }
    const inPlace = new Set(chosen)
    return this.#stacks.filter((stack) => inPlace.has(stack))
  }

  /** @returns the part with so many units */
  #part(stack: Stack, count: number): Stack {
    const part = { ...stack, count }
    const rest = { ...stack, count: stack.count - count }
    this.#stacks = this.#stacks.flatMap((other) => (other === stack ? [rest, part] : [other]))
    return part
  }

  /** @param stacks some of the basket's, in its order, each with its share */
  #lower(stacks: readonly Stack[], shares: readonly Share[], cause: Cause): void {
    const lowered: Stack[] = []
    let next = 0
    for (const stack of this.#stacks) {
      const share = stack === stacks[next] ? shares[next++] : undefined
      if (!share || share.each + share.more === 0) put(lowered, stack)
      else this.#lowerStack(stack, share, cause, lowered)
    }
    this.#stacks = lowered
  }

  #lowerStack({ line, count, price }: Stack, { each, more }: Share, cause: Cause, lowered: Stack[]): void {
    if (count > more) put(lowered, stackOf(line, count - more, price - each))
    if (more > 0) put(lowered, stackOf(line, more, price - each - 1))
    const taken = each * count + more
    this.#total -= taken
    this.#taken.set(cause, (this.#taken.get(cause) ?? 0) + taken)
    const latest = line.reductions.at(-1)
    if (latest?.cause === cause) latest.amount += taken
    else line.reductions.push({ cause, amount: taken })
  }
}

function open(item: PricedItem): OpenLine {
  return { ...item, floor: item.variant.floorPrice?.amount ?? 0, reductions: [] }
}

function stackOf(line: OpenLine, count: number, price: number): Stack {
  return { line, count, price, room: Math.max(0, price - line.floor) }
}

/** Onto a stack of the same line and price, if there is one: else every promotion would make the stacks more. */
function put(stacks: Stack[], stack: Stack): void {
  for (let index = stacks.length - 1; index >= 0; index -= 1) {
    const other = stacks[index]
    if (other?.line !== stack.line) break
    if (other.price === stack.price) {
      stacks[index] = stackOf(other.line, other.count + stack.count, other.price)
      return
    }
  }
  stacks.push(stack)
}
