import type { Rows } from './database.ts'
import { visible } from './visible.ts'

/** A product with the first paragraph of its story. */
export interface Story {
  readonly slug: string
  readonly name: string
  readonly beginning: string
}

/** What is shown on the home page, each row by an index in its order. */
export class ShopWindowRepository {
  readonly #rows: Rows

  constructor(rows: Rows) {
    this.#rows = rows
  }

  /** Those that sell best; none that do not sell. */
  async mostWanted(count: number, now: Date): Promise<readonly number[]> {
    const rows = await this.#rows.product.findMany({
      where: { ...visible(now), popularity: { gt: 0 } },
      orderBy: [{ popularity: 'desc' }, { id: 'asc' }],
      take: count,
      select: { id: true },
    })
    return rows.map(({ id }) => id)
  }

  /** The most wanted of some categories, or of one product alone. */
  async onSale(
    reach: { readonly productId: number } | { readonly categoryIds: readonly number[] },
    count: number,
    now: Date,
  ): Promise<readonly number[]> {
    if ('productId' in reach) return this.#onlyVisible(reach.productId, now)
    const rows = await this.#rows.$queryRaw<{ id: number }[]>`
      SELECT near.id
        FROM unnest(${[...reach.categoryIds]}::int[]) AS category(id)
        CROSS JOIN LATERAL (
          SELECT id, popularity FROM products
           WHERE category_id = category.id AND status = 'published' AND published_at <= ${now}
           ORDER BY popularity DESC, id LIMIT ${count}) near
       ORDER BY near.popularity DESC, near.id LIMIT ${count}`
    return rows.map(({ id }) => id)
  }

  /** Of the products with these ids, in their order. */
  async stories(ids: readonly number[]): Promise<readonly Story[]> {
    const rows = await this.#rows.product.findMany({
      where: { id: { in: [...ids] } },
      select: { id: true, slug: true, name: true, story: true },
    })
    return ids.flatMap((id) => {
      const row = rows.find((known) => known.id === id)
      const [beginning] = row?.story ?? []
      return row && beginning ? [{ slug: row.slug, name: row.name, beginning }] : []
    })
  }

  async #onlyVisible(productId: number, now: Date): Promise<readonly number[]> {
    const row = await this.#rows.product.findFirst({
      where: { ...visible(now), id: productId },
      select: { id: true },
    })
    return row ? [row.id] : []
  }
}
