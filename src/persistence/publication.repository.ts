import { Prisma } from '../../prisma/client/client.ts'
import {
  PRODUCTS_PER_FILE,
  type Published,
  type SitemapEntry,
  type SitemapFile,
} from '../models/catalog/publication.ts'
import type { Rows } from './database.ts'

// A scheduled product's page begins when its time comes, not when it was written.
const CHANGED_AT = Prisma.sql`greatest(r.changed_at, p.published_at)`
const PRODUCTS = Prisma.sql`products p LEFT JOIN product_revisions r ON r.product_id = p.id`
const HAS_OFFER = Prisma.sql`EXISTS (SELECT FROM variants v WHERE v.product_id = p.id AND v.active)`

/** What the shop tells machines of its products: that they are there, and when they changed. */
export class PublicationRepository {
  readonly #rows: Rows

  constructor(rows: Rows) {
    this.#rows = rows
  }

  /** @param categoryIds null for the whole shop */
  async newest(
    count: number,
    categoryIds: readonly number[] | null,
    now: Date,
  ): Promise<readonly Published[]> {
    const among = categoryIds ? Prisma.sql`AND p.category_id = ANY(${[...categoryIds]})` : Prisma.empty
    return this.#rows.$queryRaw<Published[]>`
      SELECT p.id, p.slug, p.published_at AS "publishedAt", ${CHANGED_AT} AS "changedAt" FROM ${PRODUCTS}
       WHERE ${visible(now)} ${among} ORDER BY p.published_at DESC, p.id LIMIT ${count}`
  }

  async sitemapFiles(now: Date): Promise<readonly SitemapFile[]> {
    return this.#rows.$queryRaw<SitemapFile[]>`
      SELECT (p.id - 1) / ${PRODUCTS_PER_FILE}::int + 1 AS number, max(${CHANGED_AT}) AS "changedAt"
        FROM ${PRODUCTS} WHERE ${visible(now)} GROUP BY 1 ORDER BY 1`
  }

  /** The next entries of a file. @param after id of the last one that is known; zero at first */
  async sitemapEntries(
    file: number,
    after: number,
    count: number,
    now: Date,
  ): Promise<readonly SitemapEntry[]> {
    const first = Math.max((file - 1) * PRODUCTS_PER_FILE, after)
    return this.#rows.$queryRaw<SitemapEntry[]>`
      SELECT p.id, p.slug, p.published_at AS "publishedAt", ${CHANGED_AT} AS "changedAt",
             ARRAY(SELECT DISTINCT key FROM pictures WHERE product_id = p.id) AS pictures
        FROM ${PRODUCTS}
       WHERE p.id > ${first} AND p.id <= ${file * PRODUCTS_PER_FILE} AND ${visible(now)}
       ORDER BY p.id LIMIT ${count}`
  }

  /** When each category that has visible products of its own last changed; one that was withdrawn is such a change. */
  async categoryChanges(now: Date): Promise<ReadonlyMap<number, Date>> {
    const rows = await this.#rows.$queryRaw<{ id: number; changedAt: Date }[]>`
      SELECT p.category_id AS id, max(${CHANGED_AT}) AS "changedAt" FROM ${PRODUCTS}
       WHERE p.status <> 'draft' AND p.published_at <= ${now}
       GROUP BY p.category_id HAVING bool_or(p.status = 'published' AND ${HAS_OFFER})`
    return new Map(rows.map(({ id, changedAt }) => [id, changedAt]))
  }
}

/** What has a page of its own: published, its time has come, and there is a variant to show. */
function visible(now: Date): Prisma.Sql {
  return Prisma.sql`p.status = 'published' AND p.published_at <= ${now} AND ${HAS_OFFER}`
}
