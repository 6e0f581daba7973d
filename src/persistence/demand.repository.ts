import type { Rows } from './database.ts'

/** Any number of its own: one count of pairs at a time, so that none overwrites a newer one with an older. */
const ADVISORY_LOCK = 7_204_312

/** Latest paid orders of a variant that decide what it is bought together with. */
const LATEST_ORDERS = 500
/** Whoever buys more kinds than this furnishes a shop; their order says nothing about what belongs together. */
const MOST_KINDS = 50
const BEST_PAIRS = 20

/** What shoppers buy, counted from paid orders. Counting the same twice gives the same. */
export class DemandRepository {
  readonly #rows: Rows

  constructor(rows: Rows) {
    this.#rows = rows
  }

  async productsOfOrder(number: string): Promise<number[]> {
    const rows = await this.#rows.$queryRaw<{ product_id: number }[]>`
      SELECT DISTINCT v.product_id
        FROM orders o JOIN order_lines l ON l.order_id = o.id JOIN variants v ON v.id = l.variant_id
       WHERE o.number = ${number}
       ORDER BY v.product_id`
    return rows.map(({ product_id }) => product_id)
  }

  /** The next products by id, for work that goes through all of them. */
  async productsAfter(id: number, count: number): Promise<number[]> {
    const rows = await this.#rows.product.findMany({
      where: { id: { gt: id } },
      orderBy: { id: 'asc' },
      take: count,
      select: { id: true },
    })
    return rows.map((row) => row.id)
  }

  /** Counts anew what these products are bought together with; must run in a transaction. */
  async countPairs(productIds: readonly number[]): Promise<void> {
    await this.#rows.$executeRaw`SELECT pg_advisory_xact_lock(${ADVISORY_LOCK})`
    await this.#rows.$executeRaw`
      WITH bought AS (
        SELECT DISTINCT v.product_id, latest.order_id
          FROM variants v
          CROSS JOIN LATERAL (
            SELECT l.order_id FROM order_lines l JOIN orders o ON o.id = l.order_id
             WHERE l.variant_id = v.id AND o.state IN ('paid', 'shipped', 'delivered')
             ORDER BY l.order_id DESC LIMIT ${LATEST_ORDERS}) latest
         WHERE v.product_id = ANY(${[...productIds]})
      ), contents AS (
        SELECT DISTINCT l.order_id, v.product_id
          FROM order_lines l JOIN variants v ON v.id = l.variant_id
         WHERE l.order_id IN (SELECT order_id FROM bought)
      ), telling AS (
        SELECT order_id FROM contents GROUP BY order_id HAVING count(*) <= ${MOST_KINDS}
      ), pairs AS (
        SELECT b.product_id, c.product_id AS other_id, count(*)::int AS orders
          FROM bought b JOIN telling USING (order_id) JOIN contents c USING (order_id)
         WHERE c.product_id <> b.product_id
         GROUP BY b.product_id, c.product_id
      ), best AS (
        SELECT product_id, other_id, orders
          FROM (SELECT *, row_number() OVER (PARTITION BY product_id ORDER BY orders DESC, other_id) AS place
                  FROM pairs) ranked
         WHERE place <= ${BEST_PAIRS}
      ), forgotten AS (
        DELETE FROM bought_together known
         WHERE known.product_id = ANY(${[...productIds]})
           AND NOT EXISTS (SELECT FROM best
                            WHERE best.product_id = known.product_id AND best.other_id = known.other_id)
      )
      INSERT INTO bought_together AS known (product_id, other_id, orders)
      SELECT product_id, other_id, orders FROM best ORDER BY product_id, other_id
      ON CONFLICT (product_id, other_id) DO UPDATE SET orders = excluded.orders
       WHERE known.orders <> excluded.orders`
  }

  /**
   * Units sold since then. Only what differs is written, since every row that is makes pages that show it new.
   *
   * @returns how many products are wanted more or less than before
   */
  async countPopularity(productIds: readonly number[], since: Date): Promise<number> {
    return this.#rows.$executeRaw`
      WITH sold AS (
        SELECT v.product_id, sum(l.quantity)::int AS units
          FROM variants v JOIN order_lines l ON l.variant_id = v.id JOIN orders o ON o.id = l.order_id
         WHERE v.product_id = ANY(${[...productIds]})
           AND o.state IN ('paid', 'shipped', 'delivered') AND o.paid_at >= ${since}
         GROUP BY v.product_id
      ), counted AS (
        SELECT p.id, coalesce(sold.units, 0) AS units
          FROM products p LEFT JOIN sold ON sold.product_id = p.id
         WHERE p.id = ANY(${[...productIds]})
      )
      UPDATE products p SET popularity = counted.units
        FROM counted WHERE p.id = counted.id AND p.popularity <> counted.units`
  }
}
