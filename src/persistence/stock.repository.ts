import { HeldUnits, NoStockOfItsOwn, OutOfStock } from '../models/errors.ts'
import { type Correction, changeOf } from '../models/inventory/correction.ts'
import { type Demand, perVariant } from '../models/inventory/demand.ts'
import type { Discrepancy } from '../models/inventory/discrepancy.ts'
import {
  cartOfOwner,
  type FreedHold,
  type HoldTerms,
  type KnownHold,
} from '../models/inventory/hold-rules.ts'
import type { StockLevel } from '../models/inventory/stock-level.ts'
import type { Stockroom } from '../models/inventory/stockroom.ts'
import type { Rows } from './database.ts'
import { Holds } from './holds.ts'
import { StockLedger } from './stock-ledger.ts'

/** Lines that somebody wants, and what has to be taken from the shelves for them. */
interface Wanted {
  readonly lines: readonly Demand[]
  /** Lines of the same cart that are not asked about, but take of the same. */
  readonly beside: readonly Demand[]
  /** One a variant, in lock order. */
  readonly parts: readonly Demand[]
}

/**
 * The only writer of stock. Every change locks the levels of all its lines first, then changes them by one guarded
 * UPDATE, then the holds; what it costs does not depend on the number of lines. Locking also tells what sets among the
 * lines are made of, and from then on there are only parts. Whoever catches an OutOfStock finds levels and holds in
 * agreement, with those parts held or sold that could be.
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

  /** As this owner sees it: what they hold themselves, and what carts held too long, is available to them. */
  room(variantIds: readonly number[], owner: string, now: Date): Promise<Stockroom> {
    return this.#ledger.seenBy(owner, variantIds, now)
  }

  /** The levels of those that the shop knows. */
  async levels(variantIds: readonly number[], owner: string, now: Date): Promise<Map<number, StockLevel>> {
    const room = await this.room(variantIds, owner, now)
    return new Map(variantIds.filter((id) => room.isKnown(id)).map((id) => [id, room.of(id)]))
  }

  async level(variantId: number, owner: string, now: Date): Promise<StockLevel> {
    return (await this.room([variantId], owner, now)).of(variantId)
  }

  /** Goods that came in. @throws NoStockOfItsOwn for a set */
  async receive(variantId: number, quantity: number, reference: string): Promise<void> {
    await this.#ledger.open(variantId)
    const refused = await this.#ledger.move([{ kind: 'receive', variantId, onHand: quantity, reference }])
    if (refused.has(variantId)) throw new NoStockOfItsOwn()
  }

  /**
   * Goods that were counted: more or fewer of them than the books say.
   *
   * @throws HeldUnits if fewer would be on hand than shoppers hold
   * @throws NoStockOfItsOwn for a set
   */
  async correct(
    variantId: number,
    correction: Correction,
    { reference, reason, now }: { reference: string; reason: string; now: Date },
  ): Promise<void> {
    await this.#ledger.open(variantId)
    const room = await this.#ledger.lock([variantId])
    if (!room.countedIds.includes(variantId)) throw new NoStockOfItsOwn()
    const change = changeOf(correction, room.of(variantId).onHand)
    if (change === 0) return
    await this.#makeRoom([{ variantId, quantity: -change }], room, '', now)
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
   * Holds all lines of an order, or some of a cart.
   *
   * @param beside the other lines of the cart: a set is held together with what they take of its parts
   * @throws OutOfStock with the first that is short; the transaction must then be given up, or `release` called
   */
  async holdAll(
    owner: string,
    lines: readonly Demand[],
    terms: HoldTerms,
    beside: readonly Demand[] = [],
  ): Promise<void> {
    const room = await this.#ledger.lock(ids(lines), ids(beside))
    await this.#hold(owner, { lines, beside, parts: room.partsShared(lines, beside) }, room, terms)
  }

  /**
   * Hands the units of one owner to another, as when a cart becomes an order, and makes them exactly this many.
   *
   * @returns what was handed over, of sets the parts
   * @throws OutOfStock
   */
  async passOn(
    from: string,
    to: string,
    lines: readonly Demand[],
    terms: HoldTerms,
  ): Promise<readonly Demand[]> {
    const room = await this.#ledger.lock(ids(lines))
    const parts = room.parts(lines)
    await this.#holds.pass(from, to, ids(parts), terms)
    await this.#hold(to, { lines, beside: [], parts }, room, terms)
    return parts
  }

  /**
   * Frees what the owner holds, or only these variants of it.
   *
   * @param beside lines that remain in the cart, and what they take of the same parts with them
   */
  async release(
    owner: string,
    variantIds?: readonly number[],
    beside: readonly Demand[] = [],
  ): Promise<void> {
    const gone = variantIds ?? ids(await this.#holds.of(owner))
    if (gone.length === 0) return
    const room = await this.#ledger.lock(gone, ids(beside))
    const remaining = new Map(room.parts(beside).map((part) => [part.variantId, part.quantity]))
    const most = room.countedIds.map((variantId) => ({ variantId, quantity: remaining.get(variantId) ?? 0 }))
    await this.#free('release', await this.#holds.lower(owner, most))
  }

  /**
   * The goods are paid: on hand and on hold go down together. Units whose hold was lost are taken from
   * what is available.
   *
   * @throws OutOfStock if they are gone
   */
  async sell(owner: string, lines: readonly Demand[], reference: string, now: Date): Promise<void> {
    const room = await this.#ledger.lock(ids(lines))
    const parts = room.parts(lines)
    const held = await this.#holds.quantities(owner, ids(parts))
    await this.#makeRoom(beyond(parts, held), room, owner, now)

    const sold = parts.map(({ variantId, quantity }) => ({
      kind: 'sell' as const,
      variantId,
      // What never runs out is not counted.
      onHand: room.of(variantId).tracked ? -quantity : 0,
      onHold: -(held.get(variantId) ?? 0),
      reference,
    }))
    const short = await this.#ledger.move(sold)
    await this.#holds.letGo(owner, ids(without(parts, short)))
    await this.#refuse(short, { lines, beside: [], parts }, owner, now)
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
    return this.#lapse(await this.#ledger.lockIdle([variants].flat()), now, '')
  }

  /** Figures that the ledger or the holds do not explain; there should be none, ever. */
  discrepancies(): Promise<readonly Discrepancy[]> {
    return this.#ledger.discrepancies()
  }

  /** The levels are locked. */
  async #hold(owner: string, wanted: Wanted, room: Stockroom, terms: HoldTerms): Promise<void> {
    // What never runs out needs no hold.
    const counted = wanted.parts.filter(({ variantId }) => room.of(variantId).tracked)
    const more = beyond(counted, await this.#holds.quantities(owner, ids(counted)))
    await this.#makeRoom(more, room, owner, terms.now)

    const short = await this.#ledger.move(
      more.map(({ variantId, quantity }) => ({
        kind: quantity > 0 ? ('hold' as const) : ('release' as const),
        variantId,
        onHold: quantity,
        reference: owner,
      })),
    )
    await this.#holds.keep(owner, without(counted, short), terms)
    await this.#refuse(short, wanted, owner, terms.now)
  }

  /** Whoever wants units that others held for too long need not wait for the sweep. */
  async #makeRoom(more: readonly Demand[], room: Stockroom, owner: string, now: Date): Promise<void> {
    const scarce = more.filter(({ variantId, quantity }) => !room.of(variantId).covers(quantity))
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

  /** Names the line that is short, which may be a set, and how many there are for it. */
  async #refuse(
    short: ReadonlySet<number>,
    { lines, beside }: Wanted,
    owner: string,
    now: Date,
  ): Promise<void> {
    if (short.size === 0) return
    const room = await this.room(ids([...lines, ...beside]), owner, now)
    const wanting = perVariant(lines).filter(({ variantId }) =>
      [...short].some((part) => room.isMadeOf(variantId, part)),
    )
    const left = wanting.map((line, index) =>
      room.leftBy([...beside, ...wanting.slice(0, index)], line.variantId),
    )
    const place = Math.max(
      0,
      wanting.findIndex(({ quantity }, index) => !left[index]?.covers(quantity)),
    )
    const [named, level] = [wanting[place], left[place]]
    if (!named || !level) throw new Error(`No line takes the variants ${[...short].join(', ')}.`)
    throw new OutOfStock(named.variantId, level.available, named.name)
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
