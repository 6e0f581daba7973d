import type { Demand } from '../models/inventory/demand.ts'
import { type FreedHold, HOLD, type HoldTerms, type KnownHold } from '../models/inventory/hold-rules.ts'
import type { Rows } from './database.ts'

/** Who keeps how many units of what. Rows are added, passed on and removed only while their levels are locked. */
export class Holds {
  readonly #rows: Rows

  constructor(rows: Rows) {
    this.#rows = rows
  }

  of(owner: string): Promise<KnownHold[]> {
    return this.#rows.hold.findMany({ where: { owner }, orderBy: { variantId: 'asc' } })
  }

  /** Units by variant. Read after the levels are locked: what was read earlier may be gone. */
  async quantities(owner: string, variantIds: readonly number[]): Promise<ReadonlyMap<number, number>> {
    const rows = await this.#rows.$queryRaw<{ variant_id: number; quantity: number }[]>`
      SELECT variant_id, quantity FROM holds WHERE owner = ${owner} AND variant_id = ANY(${[...variantIds]})`
    return new Map(rows.map((row) => [row.variant_id, row.quantity]))
  }

  async takeTurns(visitor: string): Promise<void> {
    await this.#rows.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${visitor}, 0))`
  }

  async unitsOf(visitor: string, except: string, now: Date): Promise<number> {
    const { _sum } = await this.#rows.hold.aggregate({
      where: { visitor, owner: { not: except }, expiresAt: { gt: now } },
      _sum: { quantity: true },
    })
    return _sum.quantity ?? 0
  }

  /** Makes them exactly this large; what had run out begins anew. */
  async keep(owner: string, demands: readonly Demand[], terms: HoldTerms): Promise<void> {
    const none = demands.filter(({ quantity }) => quantity === 0)
    if (none.length > 0) await this.letGo(owner, variantsOf(none))
    const some = demands.filter(({ quantity }) => quantity > 0)
    if (some.length === 0) return
    await this.#rows.$executeRaw`
      INSERT INTO holds AS known (owner, variant_id, quantity, visitor, first_held, expires_at)
      SELECT ${owner}, variant_id, quantity, ${terms.visitor ?? null}, ${terms.now}::timestamptz, ${terms.expiresAt}::timestamptz
        FROM unnest(${variantsOf(some)}::int[], ${some.map(({ quantity }) => quantity)}::int[])
          AS demand(variant_id, quantity)
      ON CONFLICT (owner, variant_id) DO UPDATE
         SET quantity = excluded.quantity, expires_at = excluded.expires_at,
             first_held = CASE WHEN known.expires_at <= excluded.first_held THEN excluded.first_held
                               ELSE known.first_held END`
  }

  /** Those of the second owner grow by those of the first. */
  async pass(from: string, to: string, variantIds: readonly number[], terms: HoldTerms): Promise<void> {
    await this.#rows.$executeRaw`
      WITH passed AS (
        DELETE FROM holds WHERE owner = ${from} AND variant_id = ANY(${[...variantIds]})
        RETURNING variant_id, quantity
      )
      INSERT INTO holds AS known (owner, variant_id, quantity, visitor, first_held, expires_at)
      SELECT ${to}, variant_id, quantity, ${terms.visitor ?? null}, ${terms.now}::timestamptz, ${terms.expiresAt}::timestamptz
        FROM passed ORDER BY variant_id
      ON CONFLICT (owner, variant_id) DO UPDATE SET quantity = known.quantity + excluded.quantity`
  }

  /** Only who deletes a row may free its units: two sweepers must not free them twice. */
  async letGo(owner: string, variantIds: readonly number[]): Promise<FreedHold[]> {
    return this.#rows.$queryRaw<FreedHold[]>`
      DELETE FROM holds WHERE owner = ${owner} AND variant_id = ANY(${[...variantIds]})
      RETURNING owner, variant_id AS "variantId", quantity`
  }

  /** Leaves the owner no more than this of each; as with `letGo`, what is returned is to be freed. */
  async lower(owner: string, most: readonly Demand[]): Promise<FreedHold[]> {
    return this.#rows.$queryRaw<FreedHold[]>`
      WITH bound AS (
        SELECT * FROM unnest(${variantsOf(most)}::int[], ${most.map(({ quantity }) => quantity)}::int[])
          AS bound(variant_id, quantity)
      ), gone AS (
        DELETE FROM holds h USING bound b
         WHERE h.owner = ${owner} AND h.variant_id = b.variant_id AND b.quantity = 0
        RETURNING h.variant_id, h.quantity
      ), lowered AS (
        UPDATE holds h SET quantity = b.quantity
          FROM bound b JOIN holds before ON before.variant_id = b.variant_id AND before.owner = ${owner}
         WHERE h.id = before.id AND b.quantity > 0 AND before.quantity > b.quantity
        RETURNING h.variant_id, before.quantity - h.quantity AS quantity
      )
      SELECT ${owner}::text AS owner, variant_id AS "variantId", quantity
        FROM (SELECT * FROM gone UNION ALL SELECT * FROM lowered) freed`
  }

  /** The same as `letGo` for carts that held these variants for too long; an order's holds end with the order. */
  async letLapse(variantIds: readonly number[], now: Date, except: string): Promise<FreedHold[]> {
    return this.#rows.$queryRaw<FreedHold[]>`
      DELETE FROM holds
       WHERE variant_id = ANY(${[...variantIds]}) AND expires_at <= ${now}
         AND owner LIKE 'cart:%' AND owner <> ${except}
      RETURNING owner, variant_id AS "variantId", quantity`
  }

  async lapsedVariants(now: Date): Promise<number[]> {
    const rows = await this.#rows.hold.findMany({
      where: { expiresAt: { lte: now }, owner: { startsWith: 'cart:' } },
      distinct: ['variantId'],
      select: { variantId: true },
      orderBy: { variantId: 'asc' },
    })
    return rows.map(({ variantId }) => variantId)
  }

  /** In the order in which `keep` writes them, or two tabs of one guest deadlock. */
  async extend(owner: string, now: Date): Promise<void> {
    await this.#rows.$executeRaw`
      WITH running AS (
        SELECT id FROM holds WHERE owner = ${owner} AND expires_at > ${now} ORDER BY variant_id FOR UPDATE
      )
      UPDATE holds SET expires_at = least(${now}::timestamptz + ${HOLD.inCart} * interval '1 ms',
                                          first_held + ${HOLD.longestInCart} * interval '1 ms')
       WHERE id IN (SELECT id FROM running)`
  }
}

function variantsOf(demands: readonly Demand[]): number[] {
  return demands.map(({ variantId }) => variantId)
}
