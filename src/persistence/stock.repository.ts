import { HeldUnits, OutOfStock } from '../models/errors.ts'
import { type Correction, changeOf } from '../models/inventory/correction.ts'
import { type Demand, perVariant } from '../models/inventory/demand.ts'
import type { Discrepancy } from '../models/inventory/discrepancy.ts'
import {
  cartOfOwner,
  type FreedHold,
  type HoldTerms,
  type KnownHold,
} from '../models/inventory/hold-rules.ts'
import { StockLevel } from '../models/inventory/stock-level.ts'
import type { Rows } from './database.ts'
import { Holds } from './holds.ts'
import { StockLedger } from './stock-ledger.ts'

type Levels = ReadonlyMap<number, StockLevel>

/**
 * The only writer of stock. Every change locks the levels of all its lines first, then changes them by one guarded
 * UPDATE, then the holds; what it costs does not depend on the number of lines. Whoever catches an OutOfStock finds
 * levels and holds in agreement, with those lines held or sold that could be.
 */
export class StockRepository {
  readonly #ledger: StockLedger
  readonly #holds: Holds
  readonly #cartsChanged: Set<string>
  readonly #freed: FreedHold[] = []

  /**
   * @param moved gathers the variants that it changes
   * @param cartsChanged gathers the carts that lose what they held too long
   */
  constructor(rows: Rows, moved: Set<number>, cartsChanged: Set<string>) {
    this.#cartsChanged = cartsChanged
    this.#ledger = new StockLedger(rows, moved)
    this.#holds = new Holds(rows)
  }

  /** Carts' holds that had run out and made way in this transaction: those shoppers want to be told. */
  get freed(): readonly FreedHold[] {
    return this.#freed
  }

  /** Levels as this owner sees them: what they hold themselves, and what carts held too long, is available to them. */
  levels(variantIds: readonly number[], owner: string, now: Date): Promise<Map<number, StockLevel>> {
    return this.#ledger.seenBy(owner, variantIds, now)
  }

  async level(variantId: number, owner: string, now: Date): Promise<StockLevel> {
    return (await this.levels([variantId], owner, now)).get(variantId) ?? StockLevel.none(variantId)
  }

  /** Goods that came in. */
  async receive(variantId: number, quantity: number, reference: string): Promise<void> {
    await this.#ledger.open(variantId)
    await this.#ledger.move([{ kind: 'receive', variantId, onHand: quantity, reference }])
  }

  /**
   * Goods that were counted: more or fewer of them than the books say.
   *
   * @throws HeldUnits if fewer would be on hand than shoppers hold
   */
  async correct(
    variantId: number,
    correction: Correction,
    { reference, reason, now }: { reference: string; reason: string; now: Date },
  ): Promise<void> {
    await this.#ledger.open(variantId)
    const levels = await this.#ledger.lock([variantId])
    const change = changeOf(correction, levels.get(variantId)?.onHand ?? 0)
    if (change === 0) return
    await this.#makeRoom([{ variantId, quantity: -change }], levels, '', now)
    const movement = { kind: 'correct', variantId, onHand: change, reference, reason } as const
    const refused = await this.#ledger.move([movement])
    if (refused.has(variantId)) throw new HeldUnits((await this.level(variantId, '', now)).onHold)
  }

  /**
   * Makes the owner's hold exactly this large, in either direction; zero lets go.
   *
   * @throws OutOfStock if fewer units are available
   */
  hold(owner: string, demand: Demand, terms: HoldTerms): Promise<void> {
    return this.holdAll(owner, [demand], terms)
  }

  /**
   * Holds all lines of an order.
   *
   * @throws OutOfStock with the first that is short; the transaction must then be given up, or `release` called
   */
  async holdAll(owner: string, demands: readonly Demand[], terms: HoldTerms): Promise<void> {
    const wanted = perVariant(demands)
    await this.#hold(owner, wanted, await this.#ledger.lock(ids(wanted)), terms)
  }

  /** Hands the units of one owner to another, as when a cart becomes an order, and makes them exactly this many. */
  async passOn(from: string, to: string, demands: readonly Demand[], terms: HoldTerms): Promise<void> {
    const wanted = perVariant(demands)
    const levels = await this.#ledger.lock(ids(wanted))
    await this.#holds.pass(from, to, ids(wanted), terms)
    await this.#hold(to, wanted, levels, terms)
  }

  /** Frees what the owner holds, or only these variants of it. */
  async release(owner: string, variantIds?: readonly number[]): Promise<void> {
    const held = variantIds ?? ids(await this.#holds.of(owner))
    if (held.length === 0) return
    const levels = await this.#ledger.lock(held)
    await this.#free('release', await this.#holds.letGo(owner, [...levels.keys()]))
  }

  /**
   * The goods are paid: on hand and on hold go down together. Units whose hold was lost are taken from
   * what is available.
   *
   * @throws OutOfStock if they are gone
   */
  async sell(owner: string, demands: readonly Demand[], reference: string, now: Date): Promise<void> {
    const wanted = perVariant(demands)
    const levels = await this.#ledger.lock(ids(wanted))
    const held = await this.#holds.quantities(owner, ids(wanted))
    await this.#makeRoom(beyond(wanted, held), levels, owner, now)

    const sold = wanted.map(({ variantId, quantity }) => ({
      kind: 'sell' as const,
      variantId,
      // What never runs out is not counted.
      onHand: levels.get(variantId)?.tracked === false ? 0 : -quantity,
      onHold: -(held.get(variantId) ?? 0),
      reference,
    }))
    const short = await this.#ledger.move(sold)
    await this.#holds.letGo(owner, ids(without(wanted, short)))
    await this.#refuse(short, wanted, owner, now)
  }

  /** What was sold under a reference comes back to the shelf; what came back already does not come twice. */
  async giveBack(reference: string): Promise<void> {
    await this.#ledger.lock(ids(await this.#ledger.takenFor(reference)))
    const taken = await this.#ledger.takenFor(reference)
    await this.#ledger.move(
      taken.map(({ variantId, quantity }) => ({ kind: 'return', variantId, onHand: quantity, reference })),
    )
  }

  /** Activity in a cart keeps its units longer, up to the limit; a hold that has run out stays so. */
  extend(owner: string, now: Date): Promise<void> {
    return this.#holds.extend(owner, now)
  }

  /** The carts of one visitor change one after another, or together they would keep more than one visitor may. */
  takeTurns(visitor: string): Promise<void> {
    return this.#holds.takeTurns(visitor)
  }

  /** Units that guests from one address keep in their carts, those of `except` left out. */
  unitsHeldBy(visitor: string, except: string, now: Date): Promise<number> {
    return this.#holds.unitsOf(visitor, except, now)
  }

  /** What the owner holds, and until when. */
  holds(owner: string): Promise<readonly KnownHold[]> {
    return this.#holds.of(owner)
  }

  /** Variants with holds of carts that have run out; an order's holds end with the order. */
  expired(now: Date): Promise<readonly number[]> {
    return this.#holds.lapsedVariants(now)
  }

  /**
   * Frees the expired carts' holds of these variants, each once. A variant that a shopper is busy with is left out:
   * if they need its units, they free them themselves.
   *
   * @returns what was freed, and whose it was
   */
  async expire(variants: number | readonly number[], now: Date): Promise<readonly FreedHold[]> {
    const levels = await this.#ledger.lockIdle([variants].flat())
    return this.#lapse([...levels.keys()], now, '')
  }

  /** Figures that the ledger or the holds do not explain; there should be none, ever. */
  discrepancies(): Promise<readonly Discrepancy[]> {
    return this.#ledger.discrepancies()
  }

  /** The levels are locked. */
  async #hold(owner: string, wanted: readonly Demand[], levels: Levels, terms: HoldTerms): Promise<void> {
    // What never runs out needs no hold.
    const counted = wanted.filter(({ variantId }) => levels.get(variantId)?.tracked !== false)
    const more = beyond(counted, await this.#holds.quantities(owner, ids(counted)))
    await this.#makeRoom(more, levels, owner, terms.now)

    const short = await this.#ledger.move(
      more.map(({ variantId, quantity }) => ({
        kind: quantity > 0 ? ('hold' as const) : ('release' as const),
        variantId,
        onHold: quantity,
        reference: owner,
      })),
    )
    await this.#holds.keep(owner, without(counted, short), terms)
    await this.#refuse(short, counted, owner, terms.now)
  }

  /** Whoever wants units that others held for too long need not wait for the sweep. */
  async #makeRoom(more: readonly Demand[], levels: Levels, owner: string, now: Date): Promise<void> {
    const scarce = more.filter(({ variantId, quantity }) => !levels.get(variantId)?.covers(quantity))
    if (scarce.length > 0) await this.#lapse(ids(scarce), now, owner)
  }

  async #lapse(variantIds: readonly number[], now: Date, except: string): Promise<readonly FreedHold[]> {
    const lapsed = await this.#holds.letLapse(variantIds, now, except)
    await this.#free('expire', lapsed)
    this.#freed.push(...lapsed)
    for (const { owner } of lapsed) this.#cartsChanged.add(cartOfOwner(owner))
    return lapsed
  }

  async #free(kind: 'release' | 'expire', holds: readonly FreedHold[]): Promise<void> {
    const stuck = await this.#ledger.move(
      holds.map(({ owner, variantId, quantity }) => ({
        kind,
        variantId,
        onHold: -quantity,
        reference: owner,
      })),
    )
    if (stuck.size > 0) throw new Error(`More is held than on hold of the variants ${[...stuck].join(', ')}.`)
  }

  async #refuse(
    short: ReadonlySet<number>,
    wanted: readonly Demand[],
    owner: string,
    now: Date,
  ): Promise<void> {
    const first = wanted.find(({ variantId }) => short.has(variantId))
    if (!first) return
    const { available } = await this.level(first.variantId, owner, now)
    throw new OutOfStock(first.variantId, available, first.name)
  }
}

function ids(demands: readonly Demand[]): number[] {
  return demands.map(({ variantId }) => variantId)
}

function without(demands: readonly Demand[], variantIds: ReadonlySet<number>): Demand[] {
  return demands.filter(({ variantId }) => !variantIds.has(variantId))
}

/** How many more, or fewer, are wanted than are held. */
function beyond(demands: readonly Demand[], held: ReadonlyMap<number, number>): Demand[] {
  return demands.map((demand) => ({
    ...demand,
    quantity: demand.quantity - (held.get(demand.variantId) ?? 0),
  }))
}
