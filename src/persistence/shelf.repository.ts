import type { CardFacts } from '../models/catalog/card-facts.ts'
import type { ShelfPlan, ShelvedProduct } from '../models/catalog/shelf/shelf-plan.ts'
import { Money } from '../models/money.ts'
import type { Sale } from '../models/pricing/price-list.ts'
import type { Rows } from './database.ts'
import type { SettingRepository } from './setting.repository.ts'
import type { Statements } from './statements.ts'

type Fact = readonly [attributeId: number, text: string, low: number | null, high: number | null]
type VariantNumbers = readonly [
  price: number,
  floorPrice: number | null,
  unitPrice: number | null,
  available: boolean,
  optionIds: readonly number[],
]

interface ShelfRow {
  readonly id: number
  readonly name: string
  readonly categoryId: number
  readonly publishedAt: number
  readonly popularity: number
  readonly ratingCount: number
  readonly ratingSum: number
  readonly featuredPosition: number | null
  readonly revision: number
  readonly facts: readonly Fact[]
  readonly variants: readonly VariantNumbers[]
}

const SHELVED = `
  SELECT p.id, p.name, p.category_id AS "categoryId", extract(epoch FROM p.published_at)::float8 * 1000 AS "publishedAt",
         p.popularity, p.rating_count AS "ratingCount", p.rating_sum AS "ratingSum",
         p.featured_position AS "featuredPosition", coalesce(r.shelf_revision, 0)::float8 AS revision,
         (SELECT coalesce(json_agg(json_build_array(a.attribute_id, a.text, a.low, a.high)), '[]')
            FROM attribute_values a WHERE a.product_id = p.id) AS facts,
         (SELECT coalesce(json_agg(json_build_array(
                   v.price, v.floor_price,
                   (SELECT min(q.price) FROM quantity_prices q WHERE q.variant_id = v.id AND q.from_quantity <= 1),
                   coalesce(NOT s.tracked OR s.on_hand > s.on_hold, false),
                   ARRAY(SELECT o.option_value_id FROM variant_options o WHERE o.variant_id = v.id))), '[]')
            FROM variants v LEFT JOIN LATERAL stock_of(v.id) s ON true
           WHERE v.product_id = p.id AND v.active) AS variants
    FROM products p LEFT JOIN product_revisions r ON r.product_id = p.id`

export const SHELF_CHUNK = {
  name: 'shelf-chunk',
  text: `${SHELVED} WHERE p.id > $1 AND p.status = 'published' ORDER BY p.id LIMIT $2`,
} as const

export const SHELF_CHANGED = {
  name: 'shelf-changed',
  text: 'SELECT product_id AS id FROM product_revisions WHERE shelf_revision > $1::float8::bigint',
} as const

export const SHELF_PRODUCTS = {
  name: 'shelf-products',
  text: `${SHELVED} WHERE p.id = ANY($1::int[]) AND p.status = 'published'`,
} as const

export const CARDS = {
  name: 'cards',
  text: `
    SELECT p.id, p.slug, p.name, p.summary, p.category_id AS "categoryId", p.rating_count AS "ratingCount",
           p.rating_sum AS "ratingSum", picture.key AS "pictureKey", picture.alt AS "pictureAlt",
           (SELECT a.text FROM attribute_values a JOIN attributes t ON t.id = a.attribute_id
             WHERE a.product_id = p.id AND t.key = 'formula') AS formula,
           (SELECT a.text FROM attribute_values a JOIN attributes t ON t.id = a.attribute_id
             WHERE a.product_id = p.id AND t.key = 'locality') AS locality,
           (SELECT coalesce(json_agg(json_build_object(
                     'price', v.price, 'floorPrice', v.floor_price, 'millimetres', v.millimetres,
                     'unitPrice', (SELECT min(q.price) FROM quantity_prices q WHERE q.variant_id = v.id AND q.from_quantity <= 1),
                     'mood', coalesce(stock_mood(s.on_hand, s.on_hold, s.tracked), 'gone'),
                     'optionIds', ARRAY(SELECT o.option_value_id FROM variant_options o WHERE o.variant_id = v.id))
                   ORDER BY v.position, v.id), '[]')
              FROM variants v LEFT JOIN LATERAL stock_of(v.id) s ON true
             WHERE v.product_id = p.id AND v.active) AS variants
      FROM products p
      LEFT JOIN LATERAL (SELECT i.key, i.alt FROM pictures i WHERE i.product_id = p.id
                          ORDER BY i.position, i.id LIMIT 1) picture ON true
     WHERE p.id = ANY($1::int[])`,
} as const

/** What the listings are made of: few large answers for the index in memory, one small one for the cards of a page. */
export class ShelfRepository {
  readonly #statements: Statements
  readonly #rows: Rows
  readonly #settings: SettingRepository

  constructor(statements: Statements, rows: Rows, settings: SettingRepository) {
    this.#statements = statements
    this.#rows = rows
    this.#settings = settings
  }

  async plan(now: Date): Promise<ShelfPlan> {
    const { currency } = await this.#settings.all()
    const inOrder = [{ position: 'asc' as const }, { id: 'asc' as const }]
    const [categories, sales, attributes, optionTypes] = await Promise.all([
      this.#rows.category.findMany({ orderBy: inOrder }),
      this.#rows.sale.findMany({ where: { endsAt: { gt: now } }, orderBy: { id: 'asc' } }),
      this.#rows.attribute.findMany({ orderBy: inOrder }),
      this.#rows.optionType.findMany({ orderBy: inOrder, include: { values: { orderBy: inOrder } } }),
    ])
    return { currency, categories, attributes, optionTypes, sales: sales.map((row) => sale(row, currency)) }
  }

  /** The products that are or will be shown, from the smallest id above `after` on. */
  async chunk(after: number, count: number): Promise<ShelvedProduct[]> {
    return (await this.#statements.rows<ShelfRow>(SHELF_CHUNK, [after, count])).map(shelved)
  }

  /** Ids of products whose shelf changed after a revision, those that are gone included. */
  async changedSince(revision: number): Promise<number[]> {
    return (await this.#statements.rows<{ id: number }>(SHELF_CHANGED, [revision])).map(({ id }) => id)
  }

  /** Those of the products that are or will be shown. */
  async products(ids: readonly number[]): Promise<ShelvedProduct[]> {
    return (await this.#statements.rows<ShelfRow>(SHELF_PRODUCTS, [ids])).map(shelved)
  }

  /** In one question, whatever the cards show. */
  async cards(ids: readonly number[]): Promise<CardFacts[]> {
    return this.#statements.rows<CardFacts>(CARDS, [ids])
  }
}

function shelved({ facts, variants, ...row }: ShelfRow): ShelvedProduct {
  return {
    ...row,
    attributes: facts.map(([attributeId, text, low, high]) => ({ attributeId, text, low, high })),
    variants: variants.map(([price, floorPrice, unitPrice, available, optionIds]) => ({
      ...{ price, floorPrice, unitPrice, available, optionIds },
    })),
  }
}

function sale(
  { percent, price, ...row }: Omit<Sale, 'reduction'> & { percent: number | null; price: number | null },
  currency: string,
): Sale {
  return { ...row, reduction: percent === null ? { price: Money.of(price ?? 0, currency) } : { percent } }
}
