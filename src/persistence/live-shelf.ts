import type pg from 'pg'
import { LiveState, WHOLE_SHOP } from '../models/inventory/live-state.ts'
import { CoalescedRead } from './coalesced-read.ts'

interface Row {
  readonly product_id: number
  readonly revision: string
  readonly stock: string | null
}

/**
 * As LiveState reads it. Units that carts kept for too long are free, though nobody has swept them up yet. A set is told
 * by its parts.
 */
const STATES = `
  SELECT ${WHOLE_SHOP} AS product_id, c.revision, NULL AS stock FROM catalogue_clock c
  UNION ALL
  SELECT -r.product_id, r.shelf_revision, NULL FROM product_revisions r WHERE r.product_id = ANY($2::int[])
  UNION ALL
  SELECT r.product_id, greatest(r.shelf_revision, c.shop_revision),
         (SELECT string_agg(concat_ws(':', s.variant_id, s.on_hand, s.on_hold - e.units, s.tracked::int, k.sets), ' ' ORDER BY s.variant_id)
            FROM (SELECT v.id FROM variants v WHERE v.product_id = r.product_id
                   UNION
                  SELECT b.part_variant_id FROM variants v JOIN bundle_parts b ON b.variant_id = v.id
                   WHERE v.product_id = r.product_id) v
            JOIN stock_levels s ON s.variant_id = v.id
           CROSS JOIN LATERAL (SELECT coalesce(sum(h.quantity), 0) AS units FROM holds h
                                WHERE h.variant_id = v.id AND h.expires_at <= $3 AND h.owner LIKE 'cart:%') e
           CROSS JOIN LATERAL (SELECT string_agg(concat_ws('*', o.id, CASE WHEN o.product_id = r.product_id THEN b.quantity END),
                                                 ',' ORDER BY o.id) AS sets
                                 FROM bundle_parts b JOIN variants o ON o.id = b.variant_id
                                WHERE b.part_variant_id = v.id) k)
    FROM product_revisions r CROSS JOIN catalogue_clock c
   WHERE r.product_id = ANY($1::int[])`

/**
 * Stock and revisions as they are now, for pages that were made earlier. However many shoppers look at once, there is
 * one statement after the other, and none of them gets an answer that is older than their question.
 */
export class LiveShelf {
  /** A product's id asks for revision and stock, the negative id for the revision only. */
  readonly #states: CoalescedRead<number, LiveState>

  constructor(pool: pg.Pool, clock: () => Date) {
    this.#states = new CoalescedRead(async (ids) => {
      const [whole, besides] = [ids.filter((id) => id > 0), ids.flatMap((id) => (id < 0 ? -id : []))]
      const { rows } = await pool.query<Row>({
        name: 'live-shelf',
        text: STATES,
        values: [whole, besides, clock()],
      })
      return new Map(
        rows.map(({ product_id, revision, stock }) => [
          product_id,
          new LiveState(Number(revision), stock ?? ''),
        ]),
      )
    })
  }

  /**
   * @param productId or WHOLE_SHOP
   * @param beside products that are shown together with it: the latest change of any of them counts
   * @returns undefined for a product that does not exist
   */
  async state(productId: number, beside: readonly number[] = []): Promise<LiveState | undefined> {
    const states = await this.#states.of([productId, ...beside.map((id) => -id)])
    let latest = states.get(productId)
    for (const id of beside) {
      const revision = states.get(-id)?.revision ?? 0
      if (latest && revision > latest.revision) latest = new LiveState(revision, latest.stock)
    }
    return latest
  }
}
