import type { Possession, Suggestion } from '../models/catalog/recommendations.ts'
import type { Rows } from './database.ts'

/** Nobody remembers more of what they bought. */
const MOST_POSSESSIONS = 500
/** Purchases that suggest something, the latest. */
const MOST_REASONS = 12
/** Suggestions a reason and tie. */
const NEAREST = 12

export class RecommendationRepository {
  readonly #rows: Rows

  constructor(rows: Rows) {
    this.#rows = rows
  }

  /** What a customer has paid for, the latest first. */
  async possessionsOf(userId: number): Promise<Possession[]> {
    return this.#rows.$queryRaw<Possession[]>`
      SELECT p.id AS "productId", p.name
        FROM orders o
        JOIN order_lines l ON l.order_id = o.id
        JOIN variants v ON v.id = l.variant_id
        JOIN products p ON p.id = v.product_id
       WHERE o.user_id = ${userId} AND o.state IN ('paid', 'shipped', 'delivered')
       GROUP BY p.id
       ORDER BY max(o.placed_at) DESC, p.id
       LIMIT ${MOST_POSSESSIONS}`
  }

  /** What can be bought now and goes with the latest of these. */
  async suggestions(possessions: readonly Possession[], now: Date): Promise<Suggestion[]> {
    const owned = possessions.map(({ productId }) => productId)
    const reasons = owned.slice(0, MOST_REASONS)
    return this.#rows.$queryRaw<Suggestion[]>`
      WITH known AS (
        SELECT id, category_id FROM products WHERE id = ANY(${reasons})
      ), suggested AS (
        SELECT product_id AS because, other_id AS id, 'together' AS tie, orders AS weight
          FROM bought_together WHERE product_id = ANY(${reasons})
        UNION ALL
        SELECT known.id, near.id, 'category', near.popularity
          FROM known CROSS JOIN LATERAL (
            SELECT id, popularity FROM products
             WHERE category_id = known.category_id AND status = 'published'
             ORDER BY popularity DESC, id LIMIT ${NEAREST}) near
        UNION ALL
        SELECT known.id, near.product_id, CASE a.key WHEN 'locality' THEN 'locality' ELSE 'class' END, 0
          FROM known
          JOIN attribute_values fact ON fact.product_id = known.id
          JOIN attributes a ON a.id = fact.attribute_id AND a.key IN ('locality', 'mineral-class')
          CROSS JOIN LATERAL (
            SELECT product_id FROM attribute_values
             WHERE attribute_id = fact.attribute_id AND text = fact.text
             ORDER BY product_id DESC LIMIT ${NEAREST}) near
      )
      SELECT p.id AS "productId", p.slug, s.because, s.tie, s.weight
        FROM suggested s JOIN products p ON p.id = s.id
       WHERE p.id <> ALL(${owned}) AND p.status = 'published' AND p.published_at <= ${now}
         AND EXISTS (SELECT FROM variants v CROSS JOIN LATERAL stock_of(v.id) level
                      WHERE v.product_id = p.id AND v.active
                        AND (NOT level.tracked OR level.on_hand > level.on_hold))`
  }
}
