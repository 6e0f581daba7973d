import type { Demand } from '../models/inventory/demand.ts'
import type { Discrepancy } from '../models/inventory/discrepancy.ts'
import type { Movement } from '../models/inventory/movement.ts'
import { StockLevel } from '../models/inventory/stock-level.ts'
import { type Part, Stockroom } from '../models/inventory/stockroom.ts'
import type { Rows } from './database.ts'

interface LevelRow {
  variant_id: number
  on_hand: number
  on_hold: number
  tracked: boolean
  /** Units that the owner who asks has on hold. */
  own?: number
  /** Sets that were asked for and that it is part of, with the units that one takes. */
  sets: readonly (readonly [set: number, quantity: number])[] | null
}

/** The levels and the ledger that explains them: no figure changes but together with the line that says why. */
export class StockLedger {
  readonly #rows: Rows
  readonly #moved: Set<number>

  /** @param moved gathers the variants that it changes */
  constructor(rows: Rows, moved: Set<number>) {
    this.#rows = rows
    this.#moved = moved
  }

  /** What there is of these as this owner sees it, without locking anything. */
  async seenBy(owner: string, variantIds: readonly number[], now: Date): Promise<Stockroom> {
    const ids = [...variantIds]
    const rows = await this.#rows.$queryRaw<LevelRow[]>`
      SELECT s.variant_id, s.on_hand, s.tracked,
             (s.on_hold - coalesce(sum(h.quantity) FILTER (
               WHERE h.owner LIKE 'cart:%' AND h.owner <> ${owner} AND h.expires_at <= ${now}), 0))::int AS on_hold,
             coalesce(sum(h.quantity) FILTER (WHERE h.owner = ${owner}), 0)::int AS own,
             (SELECT json_agg(json_build_array(b.variant_id, b.quantity)) FROM bundle_parts b
               WHERE b.part_variant_id = s.variant_id AND b.variant_id = ANY(${ids}::int[])) AS sets
        FROM stock_levels s LEFT JOIN holds h ON h.variant_id = s.variant_id
       WHERE s.variant_id = ANY(${ids}::int[]
               || ARRAY(SELECT b.part_variant_id FROM bundle_parts b WHERE b.variant_id = ANY(${ids}::int[])))
       GROUP BY s.variant_id`
    return stockroomOf(rows)
  }

  /**
   * Locks these, of a set its parts, in the order of the ids, because two orders that lock the same levels in different
   * orders deadlock.
   *
   * @param beside sets that may take of the same
   */
  async lock(variantIds: readonly number[], beside: readonly number[] = []): Promise<Stockroom> {
    const ids = [...variantIds]
    const sets = [...ids, ...beside]
    const rows = await this.#rows.$queryRaw<LevelRow[]>`
      SELECT s.variant_id, s.on_hand, s.on_hold, s.tracked,
             (SELECT json_agg(json_build_array(b.variant_id, b.quantity)) FROM bundle_parts b
               WHERE b.part_variant_id = s.variant_id AND b.variant_id = ANY(${sets}::int[])) AS sets
        FROM stock_levels s
       WHERE s.variant_id = ANY(${ids}::int[]
               || ARRAY(SELECT b.part_variant_id FROM bundle_parts b WHERE b.variant_id = ANY(${ids}::int[])))
       ORDER BY s.variant_id FOR UPDATE OF s`
    return stockroomOf(rows)
  }

  /** Single variants, without those that a shopper is just busy with: nobody is waited for. */
  async lockIdle(variantIds: readonly number[]): Promise<readonly number[]> {
    const rows = await this.#rows.$queryRaw<{ variant_id: number }[]>`
      SELECT variant_id FROM stock_levels
       WHERE variant_id = ANY(${[...variantIds]}) ORDER BY variant_id FOR UPDATE SKIP LOCKED`
    return rows.map((row) => row.variant_id)
  }

  /** Units that were sold under a reference and have not come back. What never runs out is not counted. */
  takenFor(reference: string): Promise<Demand[]> {
    return this.#rows.$queryRaw<Demand[]>`
      SELECT variant_id AS "variantId", -sum(on_hand_change)::int AS quantity FROM stock_movements
       WHERE reference = ${reference} AND kind IN ('sell', 'return')
       GROUP BY variant_id HAVING sum(on_hand_change) < 0 ORDER BY variant_id`
  }

  /** So that there is a level to move; of a set there is none. */
  async open(variantId: number): Promise<void> {
    await this.#rows.$executeRaw`
      INSERT INTO stock_levels (variant_id)
      SELECT ${variantId}::int WHERE NOT EXISTS (SELECT FROM bundle_parts WHERE variant_id = ${variantId})
          ON CONFLICT DO NOTHING`
  }

  /**
   * The guard of the whole shop: a level moves only if nothing is on hold that is not on hand, and nothing is below
   * zero, afterwards. What changes nothing is left out.
   *
   * @returns the variants that did not move; nobody may act as if they had
   */
  async move(movements: readonly Movement[]): Promise<ReadonlySet<number>> {
    const lines = movements.filter(({ onHand, onHold }) => onHand || onHold)
    if (lines.length === 0) return new Set()
    const rows = await this.#rows.$queryRaw<{ variant_id: number }[]>`
      WITH movement AS (
        SELECT *
          FROM unnest(${lines.map(({ variantId }) => variantId)}::int[],
                      ${lines.map(({ kind }) => kind)}::text[],
                      ${lines.map(({ onHand }) => onHand ?? 0)}::int[],
                      ${lines.map(({ onHold }) => onHold ?? 0)}::int[],
                      ${lines.map(({ reference }) => reference)}::text[],
                      ${lines.map(({ reason }) => reason ?? null)}::text[])
            AS line(variant_id, kind, on_hand, on_hold, reference, reason)
      ), moved AS (
        UPDATE stock_levels s SET on_hand = s.on_hand + change.on_hand, on_hold = s.on_hold + change.on_hold
          FROM (SELECT variant_id, sum(on_hand)::int AS on_hand, sum(on_hold)::int AS on_hold
                  FROM movement GROUP BY variant_id) change
         WHERE s.variant_id = change.variant_id
           AND s.on_hold + change.on_hold BETWEEN 0 AND s.on_hand + change.on_hand
        RETURNING s.variant_id
      )
      INSERT INTO stock_movements (variant_id, kind, on_hand_change, on_hold_change, reference, reason)
      SELECT variant_id, kind, on_hand, on_hold, reference, reason FROM movement JOIN moved USING (variant_id)
      RETURNING variant_id`
    const moved = new Set(rows.map((row) => row.variant_id))
    for (const variantId of moved) this.#moved.add(variantId)
    return new Set(lines.map(({ variantId }) => variantId).filter((variantId) => !moved.has(variantId)))
  }

  /** In one statement, so that it may look while the shop is selling. */
  async discrepancies(): Promise<Discrepancy[]> {
    return this.#rows.$queryRaw<Discrepancy[]>`
      SELECT variant_id AS "variantId", on_hand AS "onHand", on_hold AS "onHold",
             ledger_on_hand AS "ledgerOnHand", ledger_on_hold AS "ledgerOnHold", held
        FROM (SELECT variant_id, coalesce(on_hand, 0) AS on_hand, coalesce(on_hold, 0) AS on_hold,
                     coalesce(ledger_on_hand, 0) AS ledger_on_hand, coalesce(ledger_on_hold, 0) AS ledger_on_hold,
                     coalesce(held, 0) AS held
                FROM stock_levels
                FULL JOIN (SELECT variant_id, sum(on_hand_change)::int AS ledger_on_hand,
                                  sum(on_hold_change)::int AS ledger_on_hold
                             FROM stock_movements GROUP BY variant_id) ledger USING (variant_id)
                FULL JOIN (SELECT variant_id, sum(quantity)::int AS held
                             FROM holds GROUP BY variant_id) kept USING (variant_id)) figures
       WHERE on_hand <> ledger_on_hand OR on_hold <> ledger_on_hold OR on_hold <> held
       ORDER BY variant_id`
  }
}

function stockroomOf(rows: readonly LevelRow[]): Stockroom {
  const sets = new Map<number, Part[]>()
  for (const row of rows)
    for (const [set, quantity] of row.sets ?? [])
      sets.set(set, [...(sets.get(set) ?? []), { variantId: row.variant_id, quantity }])
  return new Stockroom(new Map(rows.map((row) => [row.variant_id, levelOf(row)])), sets)
}

function levelOf({ variant_id: variantId, on_hand: onHand, on_hold: onHold, tracked, own }: LevelRow) {
  return new StockLevel({ variantId, onHand, onHold, tracked, ownHold: own })
}
