import type { Demand } from '../models/inventory/demand.ts'
import type { Discrepancy } from '../models/inventory/discrepancy.ts'
import type { Movement } from '../models/inventory/movement.ts'
import { StockLevel } from '../models/inventory/stock-level.ts'
import type { Rows } from './database.ts'

interface LevelRow {
  variant_id: number
  on_hand: number
  on_hold: number
  tracked: boolean
  /** Units that the owner who asks has on hold. */
  own?: number
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

  /** Levels as this owner sees them, without locking anything. */
  async seenBy(owner: string, variantIds: readonly number[], now: Date): Promise<Map<number, StockLevel>> {
    const rows = await this.#rows.$queryRaw<LevelRow[]>`
      SELECT s.variant_id, s.on_hand, s.tracked,
             (s.on_hold - coalesce(sum(h.quantity) FILTER (
               WHERE h.owner LIKE 'cart:%' AND h.owner <> ${owner} AND h.expires_at <= ${now}), 0))::int AS on_hold,
             coalesce(sum(h.quantity) FILTER (WHERE h.owner = ${owner}), 0)::int AS own
        FROM stock_levels s LEFT JOIN holds h ON h.variant_id = s.variant_id
       WHERE s.variant_id = ANY(${[...variantIds]})
       GROUP BY s.variant_id`
    return levelsOf(rows)
  }

  /** Locks in the order of the ids, because two orders that lock the same levels in different orders deadlock. */
  async lock(variantIds: readonly number[]): Promise<ReadonlyMap<number, StockLevel>> {
    const rows = await this.#rows.$queryRaw<LevelRow[]>`
      SELECT variant_id, on_hand, on_hold, tracked FROM stock_levels
       WHERE variant_id = ANY(${[...variantIds]}) ORDER BY variant_id FOR UPDATE`
    return levelsOf(rows)
  }

  /** The same, without those that a shopper is just busy with: nobody is waited for. */
  async lockIdle(variantIds: readonly number[]): Promise<ReadonlyMap<number, StockLevel>> {
    const rows = await this.#rows.$queryRaw<LevelRow[]>`
      SELECT variant_id, on_hand, on_hold, tracked FROM stock_levels
       WHERE variant_id = ANY(${[...variantIds]}) ORDER BY variant_id FOR UPDATE SKIP LOCKED`
    return levelsOf(rows)
  }

  /** Units that were sold under a reference and have not come back. What never runs out is not counted. */
  takenFor(reference: string): Promise<Demand[]> {
    return this.#rows.$queryRaw<Demand[]>`
      SELECT variant_id AS "variantId", -sum(on_hand_change)::int AS quantity FROM stock_movements
       WHERE reference = ${reference} AND kind IN ('sell', 'return')
       GROUP BY variant_id HAVING sum(on_hand_change) < 0 ORDER BY variant_id`
  }

  /** So that there is a level to move. */
  async open(variantId: number): Promise<void> {
    await this.#rows.$executeRaw`
      INSERT INTO stock_levels (variant_id) VALUES (${variantId}) ON CONFLICT DO NOTHING`
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

function levelsOf(rows: readonly LevelRow[]): Map<number, StockLevel> {
  return new Map(
    rows.map(({ variant_id: variantId, on_hand: onHand, on_hold: onHold, tracked, own: ownHold }) => [
      variantId,
      new StockLevel({ variantId, onHand, onHold, tracked, ownHold }),
    ]),
  )
}
