import { type Demand, perVariant } from './demand.ts'
import type { KnownHold } from './hold-rules.ts'
import { StockLevel } from './stock-level.ts'

/** What a set takes of one variant, each time it is sold. */
export interface Part {
  readonly variantId: number
  readonly quantity: number
}

/** By set. */
export type SetContents = ReadonlyMap<number, readonly Part[]>

/** What is set aside of one line of a cart. */
export interface Holding {
  readonly variantId: number
  readonly quantity: number
  readonly expiresAt: Date
}

/** Units by variant. */
type Units = ReadonlyMap<number, number>

const NOTHING: Units = new Map()

/** The shelves as one shopper sees them: what is counted on them, and the sets that are put together from that. */
export class Stockroom {
  readonly #counted: ReadonlyMap<number, StockLevel>
  readonly #sets: SetContents

  /** @param counted levels of single variants, those of the sets' parts among them */
  constructor(counted: ReadonlyMap<number, StockLevel>, sets: SetContents) {
    this.#counted = counted
    this.#sets = sets
  }

  /** Those that lie on a shelf of their own. */
  get countedIds(): readonly number[] {
    return [...this.#counted.keys()]
  }

  /** Of a single variant or a set; none of what the shop has never had. */
  of(variantId: number): StockLevel {
    return this.#beyond(NOTHING, variantId)
  }

  isKnown(variantId: number): boolean {
    return this.#counted.has(variantId) || this.#sets.has(variantId)
  }

  /** True if the set is made of it, or if it is just that. */
  isMadeOf(variantId: number, part: number): boolean {
    return this.#partsOf(variantId).some((one) => one.variantId === part)
  }

  /** What has to be taken from the shelves: parts instead of sets, one demand a variant, in lock order. */
  parts(demands: readonly Demand[]): Demand[] {
    return perVariant(
      demands.flatMap(({ variantId, quantity }) =>
        this.#partsOf(variantId).map((part) => ({ ...part, quantity: part.quantity * quantity })),
      ),
    )
  }

  /** The same, and what lines beside them in the cart take of the same variants. */
  partsShared(demands: readonly Demand[], beside: readonly Demand[]): Demand[] {
    const own = new Set(this.parts(demands).map(({ variantId }) => variantId))
    return this.parts([...demands, ...beside]).filter(({ variantId }) => own.has(variantId))
  }

  /** Units that these take together, parts counted one by one. */
  units(demands: readonly Demand[]): number {
    return this.parts(demands).reduce((sum, { quantity }) => sum + quantity, 0)
  }

  /** What others leave of a variant or a set: a set in a cart takes from the same shelves as its part beside it. */
  leftBy(others: readonly Demand[], variantId: number): StockLevel {
    return this.#beyond(
      unitsIn(this.parts(others.filter((other) => other.variantId !== variantId))),
      variantId,
    )
  }

  /** Of each line by itself, as of goods that nobody orders together. */
  apart(lines: readonly Demand[]): Map<number, StockLevel> {
    return new Map(lines.map(({ variantId }) => [variantId, this.of(variantId)]))
  }

  /** For each line of a cart what the lines before it leave. If it suffices for each, it suffices for all together. */
  inTurn(lines: readonly Demand[]): Map<number, StockLevel> {
    const taken = new Map<number, number>()
    return new Map(
      lines.map((line) => {
        const level = this.#beyond(taken, line.variantId)
        for (const { variantId, quantity } of this.parts([line])) add(taken, variantId, quantity)
        return [line.variantId, level]
      }),
    )
  }

  /** Which lines are set aside as a whole, and until when; those before come first. */
  heldFor(lines: readonly Demand[], holds: readonly KnownHold[]): Holding[] {
    const left = new Map(holds.map(({ variantId, quantity }) => [variantId, quantity]))
    const ends = new Map(holds.map(({ variantId, expiresAt }) => [variantId, expiresAt]))
    return lines.flatMap((line) => {
      // What never runs out needs no hold.
      const parts = this.parts([line]).filter(({ variantId }) => this.#level(variantId).tracked)
      const isHeld =
        parts.length > 0 && parts.every((part) => (left.get(part.variantId) ?? 0) >= part.quantity)
      if (!isHeld) return []
      for (const { variantId, quantity } of parts) add(left, variantId, -quantity)
      const until = parts.map(({ variantId }) => ends.get(variantId)?.getTime() ?? 0)
      return [{ variantId: line.variantId, quantity: line.quantity, expiresAt: new Date(Math.min(...until)) }]
    })
  }

  #beyond(taken: Units, variantId: number): StockLevel {
    const left = (id: number) => this.#level(id).less(taken.get(id) ?? 0)
    const parts = this.#sets.get(variantId)
    if (!parts) return left(variantId)
    return StockLevel.ofSet(
      variantId,
      parts.map((part) => ({ level: left(part.variantId), quantity: part.quantity })),
    )
  }

  #partsOf(variantId: number): readonly Part[] {
    return this.#sets.get(variantId) ?? [{ variantId, quantity: 1 }]
  }

  #level(variantId: number): StockLevel {
    return this.#counted.get(variantId) ?? StockLevel.none(variantId)
  }
}

function unitsIn(demands: readonly Demand[]): Units {
  return new Map(demands.map(({ variantId, quantity }) => [variantId, quantity]))
}

function add(units: Map<number, number>, variantId: number, more: number): void {
  units.set(variantId, (units.get(variantId) ?? 0) + more)
}
