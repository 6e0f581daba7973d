import { OutOfStock } from '../models/errors.ts'
import { type Demand, inLockOrder } from '../models/inventory/demand.ts'
import { cartOfOwner, HOLD, type HoldTerms } from '../models/inventory/hold-rules.ts'
import { StockLevel } from '../models/inventory/stock-level.ts'
import type { Rows } from './database.ts'

interface StockRow {
  variant_id: number
  on_hand: number
  on_hold: number
  tracked: boolean
}

interface HoldRow {
  variant_id: number
  quantity: number
}

/** Why a figure changed, for the ledger. */
type MovementKind = 'receive' | 'hold' | 'release' | 'expire' | 'sell'

/**
 * The only writer of stock. Every change locks the level first and the holds after it, in the order of the
 * variants' ids, and is one conditional UPDATE whose row count is checked.
 */
export class StockRepository {
  readonly #rows: Rows
  readonly #moved: Set<number>
  readonly #cartsChanged: Set<string>

  /**
   * @param moved gathers the variants that it changes
   * @param cartsChanged gathers the carts that lose what they held too long
   */
  constructor(rows: Rows, moved: Set<number>, cartsChanged: Set<string>) {
    this.#rows = rows
    this.#moved = moved
    this.#cartsChanged = cartsChanged
  }

  /** Levels as this owner sees them: what they hold themselves, and what carts held too long, is available to them. */
  async levels(variantIds: readonly number[], owner: string, now: Date): Promise<Map<number, StockLevel>> {
    const rows = await this.#rows.$queryRaw<(StockRow & { own: number })[]>`
      SELECT s.variant_id, s.on_hand, s.tracked,
             (s.on_hold - coalesce(sum(h.quantity) FILTER (
               WHERE h.owner LIKE 'cart:%' AND h.owner <> ${owner} AND h.expires_at <= ${now}), 0))::int AS on_hold,
             coalesce(sum(h.quantity) FILTER (WHERE h.owner = ${owner}), 0)::int AS own
        FROM stock_levels s LEFT JOIN holds h ON h.variant_id = s.variant_id
       WHERE s.variant_id = ANY(${[...variantIds]})
       GROUP BY s.variant_id`
    const levels = rows.map(
      (row) =>
        new StockLevel({
          variantId: row.variant_id,
          onHand: row.on_hand,
          onHold: row.on_hold,
          tracked: row.tracked,
          ownHold: row.own,
        }),
    )
    return new Map(levels.map((level) => [level.variantId, level]))
  }

  async level(variantId: number, owner: string, now: Date): Promise<StockLevel> {
    return (await this.levels([variantId], owner, now)).get(variantId) ?? StockLevel.none(variantId)
  }

  /** Goods that came in, or were counted and found. */
  async receive(variantId: number, quantity: number, reference: string): Promise<void> {
    await this.#rows.stockLevel.upsert({
      where: { variantId },
      create: { variantId, onHand: quantity },
      update: { onHand: { increment: quantity } },
    })
    await this.#record(variantId, 'receive', quantity, 0, reference)
  }

  /**
   * Makes the owner's hold exactly this large, in either direction; zero lets go.
   *
   * @throws OutOfStock if fewer units are available
   */
  async hold(owner: string, demand: Demand, terms: HoldTerms): Promise<void> {
    const level = await this.#lock(demand.variantId)
    if (!level?.tracked) return
    if (level.on_hand - level.on_hold < demand.quantity)
      await this.#expire(demand.variantId, terms.now, owner)

    const held = await this.#heldBy(owner, demand.variantId)
    const more = demand.quantity - held
    if (more !== 0 && (await this.#moveHold(demand.variantId, more)) !== 1)
      throw new OutOfStock(
        demand.variantId,
        (await this.level(demand.variantId, owner, terms.now)).available,
        demand.name,
      )
    await this.#keepHold(owner, demand, terms)
    if (more !== 0) await this.#record(demand.variantId, more > 0 ? 'hold' : 'release', 0, more, owner)
  }

  /** Holds all lines of an order or none. */
  async holdAll(owner: string, demands: readonly Demand[], terms: HoldTerms): Promise<void> {
    for (const demand of inLockOrder(demands)) await this.hold(owner, demand, terms)
  }

  /** Hands the units of one owner to another, as when a cart becomes an order; both must not hold the same variant. */
  async passOn(from: string, to: string, demands: readonly Demand[], terms: HoldTerms): Promise<void> {
    for (const demand of inLockOrder(demands)) {
      await this.#lock(demand.variantId)
      const held = await this.#heldBy(from, demand.variantId)
      const kept = await this.#heldBy(to, demand.variantId)
      await this.#rows.hold.deleteMany({ where: { owner: from, variantId: demand.variantId } })
      if (held > 0) await this.#keepHold(to, { ...demand, quantity: kept + held }, terms)
      await this.hold(to, demand, terms)
    }
  }

  /** Frees what the owner holds, or only these variants of it. */
  async release(owner: string, variantIds?: readonly number[]): Promise<void> {
    const holds = await this.#holdsOf(owner, variantIds)
    for (const { variantId } of inLockOrder(holds)) await this.#letGo(owner, variantId, 'release')
  }

  /**
   * The goods are paid: on hand and on hold go down together. Units whose hold was lost are taken from
   * what is available.
   *
   * @throws OutOfStock if they are gone
   */
  async sell(owner: string, demands: readonly Demand[], reference: string, now: Date): Promise<void> {
    for (const demand of inLockOrder(demands)) {
      await this.hold(owner, demand, { now, expiresAt: now })
      const { variantId, quantity } = demand
      if (!(await this.#lock(variantId))?.tracked) continue
      const sold = await this.#rows.$executeRaw`
        UPDATE stock_levels SET on_hand = on_hand - ${quantity}, on_hold = on_hold - ${quantity}
         WHERE variant_id = ${variantId} AND on_hold >= ${quantity} AND on_hand >= ${quantity}`
      if (sold !== 1) throw new OutOfStock(variantId, 0, demand.name)
      await this.#rows.hold.deleteMany({ where: { owner, variantId } })
      await this.#record(variantId, 'sell', -quantity, -quantity, reference)
    }
  }

  /** Activity in a cart keeps its units longer, up to the limit; a hold that has run out stays so. */
  async extend(owner: string, now: Date): Promise<void> {
    await this.#rows.$executeRaw`
      UPDATE holds SET expires_at = least(${now}::timestamptz + ${HOLD.inCart} * interval '1 ms',
                                          first_held + ${HOLD.longestInCart} * interval '1 ms')
       WHERE owner = ${owner} AND expires_at > ${now}`
  }

  /** The carts of one visitor change one after another, or together they would keep more than one visitor may. */
  async takeTurns(visitor: string): Promise<void> {
    await this.#rows.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${visitor}, 0))`
  }

  /** Units that guests from one address keep in their carts, those of `except` left out. */
  async unitsHeldBy(visitor: string, except: string, now: Date): Promise<number> {
    const { _sum } = await this.#rows.hold.aggregate({
      where: { visitor, owner: { not: except }, expiresAt: { gt: now } },
      _sum: { quantity: true },
    })
    return _sum.quantity ?? 0
  }

  /** What the owner holds, and until when. */
  async holds(
    owner: string,
  ): Promise<readonly { variantId: number; quantity: number; expiresAt: Date; firstHeld: Date }[]> {
    return this.#rows.hold.findMany({ where: { owner }, orderBy: { variantId: 'asc' } })
  }

  /** Variants with holds of carts that have run out; an order's holds end with the order. */
  async expired(now: Date): Promise<readonly number[]> {
    const rows = await this.#rows.hold.findMany({
      where: { expiresAt: { lte: now }, owner: { startsWith: 'cart:' } },
      distinct: ['variantId'],
      select: { variantId: true },
      orderBy: { variantId: 'asc' },
    })
    return rows.map(({ variantId }) => variantId)
  }

  /** Frees the expired carts' holds of a variant, each once. */
  async expire(variantId: number, now: Date): Promise<void> {
    await this.#lock(variantId)
    await this.#expire(variantId, now, '')
  }

  async #expire(variantId: number, now: Date, except: string): Promise<void> {
    const holds = await this.#rows.hold.findMany({
      where: { variantId, expiresAt: { lte: now }, owner: { startsWith: 'cart:', not: except } },
    })
    for (const { owner } of holds) {
      await this.#letGo(owner, variantId, 'expire')
      const cartId = cartOfOwner(owner)
      if (cartId) this.#cartsChanged.add(cartId)
    }
  }

  async #letGo(owner: string, variantId: number, kind: 'release' | 'expire'): Promise<void> {
    await this.#lock(variantId)
    // Only who deletes the row may free its units: two sweepers must not free them twice.
    const freed = await this.#rows.$queryRaw<HoldRow[]>`
      DELETE FROM holds WHERE owner = ${owner} AND variant_id = ${variantId} RETURNING variant_id, quantity`
    for (const { quantity } of freed) {
      await this.#moveHold(variantId, -quantity)
      await this.#record(variantId, kind, 0, -quantity, owner)
    }
  }

  /** The guard: it counts only if no unit is promised twice. */
  #moveHold(variantId: number, more: number): Promise<number> {
    return this.#rows.$executeRaw`
      UPDATE stock_levels SET on_hold = on_hold + ${more}
       WHERE variant_id = ${variantId} AND on_hand - on_hold >= ${more}`
  }

  async #lock(variantId: number): Promise<StockRow | undefined> {
    const rows = await this.#rows.$queryRaw<StockRow[]>`
      SELECT variant_id, on_hand, on_hold, tracked FROM stock_levels WHERE variant_id = ${variantId} FOR UPDATE`
    return rows[0]
  }

  async #heldBy(owner: string, variantId: number): Promise<number> {
    const hold = await this.#rows.hold.findUnique({ where: { owner_variantId: { owner, variantId } } })
    return hold?.quantity ?? 0
  }

  #holdsOf(owner: string, variantIds?: readonly number[]): Promise<Demand[]> {
    return this.#rows.hold.findMany({
      where: { owner, ...(variantIds && { variantId: { in: [...variantIds] } }) },
    })
  }

  async #keepHold(owner: string, demand: Demand, { now, expiresAt, visitor }: HoldTerms): Promise<void> {
    const { variantId, quantity } = demand
    const where = { owner_variantId: { owner, variantId } }
    if (quantity === 0) await this.#rows.hold.deleteMany({ where: { owner, variantId } })
    else
      await this.#rows.hold.upsert({
        where,
        create: { owner, variantId, quantity, expiresAt, firstHeld: now, visitor },
        update: { quantity, expiresAt },
      })
  }

  async #record(
    variantId: number,
    kind: MovementKind,
    onHandChange: number,
    onHoldChange: number,
    reference: string,
  ): Promise<void> {
    this.#moved.add(variantId)
    await this.#rows.stockMovement.create({
      data: { variantId, kind, onHandChange, onHoldChange, reference },
    })
  }
}
