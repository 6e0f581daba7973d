import { Prisma } from '../../prisma/client/client.ts'
import { CategoryTree } from '../models/catalog/category.ts'
import { CARDS_PER_PAGE, type Sort } from '../models/catalog/listing.ts'
import { Product } from '../models/catalog/product.ts'
import { Variant } from '../models/catalog/variant.ts'
import { Money } from '../models/money.ts'
import type { Rows } from './database.ts'
import type { SettingRepository } from './setting.repository.ts'

const variantParts = {
  options: { include: { optionValue: { include: { optionType: true } } } },
  quantityPrices: { orderBy: { fromQuantity: 'asc' } },
  pictures: { orderBy: { position: 'asc' }, take: 1 },
} as const satisfies Prisma.VariantInclude

const productParts = {
  attributes: { include: { attribute: true }, orderBy: { attribute: { position: 'asc' } } },
  pictures: { orderBy: { position: 'asc' } },
  variants: { where: { active: true }, include: variantParts, orderBy: [{ position: 'asc' }, { id: 'asc' }] },
} as const satisfies Prisma.ProductInclude

const variantWithProduct = {
  ...variantParts,
  product: { include: { pictures: { orderBy: { position: 'asc' }, take: 1 } } },
} as const satisfies Prisma.VariantInclude

type ProductRow = Prisma.ProductGetPayload<{ include: typeof productParts }>
type VariantRow = Prisma.VariantGetPayload<{ include: typeof variantParts }>
type Owner = Pick<ProductRow, 'id' | 'name' | 'slug' | 'categoryId' | 'taxCategory' | 'status'> & {
  pictures: readonly { key: string; variantId: number | null }[]
}

interface Found {
  readonly ids: readonly number[]
  readonly total: number
}

const ORDER: Readonly<Record<Sort, Prisma.Sql>> = {
  featured: Prisma.sql`p.featured_position NULLS LAST, p.published_at DESC, p.id`,
  newest: Prisma.sql`p.published_at DESC, p.id`,
  'price-up': Prisma.sql`(SELECT min(v.price) FROM variants v WHERE v.product_id = p.id AND v.active), p.id`,
  'price-down': Prisma.sql`(SELECT min(v.price) FROM variants v WHERE v.product_id = p.id AND v.active) DESC, p.id`,
  name: Prisma.sql`p.name, p.id`,
}

/** Below this likeness two words are no longer taken for a misspelling of each other. */
const LIKE_ENOUGH = 0.36

export class CatalogRepository {
  readonly #rows: Rows
  readonly #settings: SettingRepository
  #tree: Promise<CategoryTree> | null = null

  constructor(rows: Rows, settings: SettingRepository) {
    this.#rows = rows
    this.#settings = settings
  }

  /** Read once per piece of work. */
  categories(): Promise<CategoryTree> {
    this.#tree ??= this.#categories()
    return this.#tree
  }

  async product(slug: string): Promise<Product | null> {
    const row = await this.#rows.product.findFirst({
      where: { slug, status: 'published' },
      include: productParts,
      relationLoadStrategy: 'join',
    })
    return row && this.#product(row, await this.categories(), await this.#currency())
  }

  /** Published products in the order of the ids. */
  async products(ids: readonly number[]): Promise<readonly Product[]> {
    const rows = await this.#rows.product.findMany({
      where: { id: { in: [...ids] } },
      include: productParts,
      relationLoadStrategy: 'join',
    })
    const tree = await this.categories()
    const currency = await this.#currency()
    const byId = new Map(rows.map((row) => [row.id, this.#product(row, tree, currency)]))
    return ids.flatMap((id) => byId.get(id) ?? [])
  }

  /** Variants by id, withdrawn ones included: a cart must be able to name them. */
  async variants(ids: readonly number[]): Promise<Map<number, Variant>> {
    if (ids.length === 0) return new Map()
    const rows = await this.#rows.variant.findMany({
      where: { id: { in: [...ids] } },
      include: variantWithProduct,
      relationLoadStrategy: 'join',
    })
    const tree = await this.categories()
    const currency = await this.#currency()
    return new Map(rows.map((row) => [row.id, variant(row, row.product, tree, currency)]))
  }

  async featured(count: number): Promise<readonly number[]> {
    const rows = await this.#rows.product.findMany({
      where: { status: 'published', featuredPosition: { not: null } },
      orderBy: { featuredPosition: 'asc' },
      take: count,
      select: { id: true },
    })
    return rows.map(({ id }) => id)
  }

  async newest(count: number): Promise<readonly number[]> {
    const rows = await this.#rows.product.findMany({
      where: { status: 'published' },
      orderBy: [{ publishedAt: 'desc' }, { id: 'asc' }],
      take: count,
      select: { id: true },
    })
    return rows.map(({ id }) => id)
  }

  /** A page of the products in these categories. */
  async inCategories(categoryIds: readonly number[], sort: Sort, page: number): Promise<Found> {
    const among = Prisma.sql`p.status = 'published' AND p.category_id = ANY(${[...categoryIds]})`
    return this.#page(among, ORDER[sort], page)
  }

  /** Words of name, summary and story in any inflection, misspelt names, the beginning of a SKU, formulas. */
  async search(words: string, page: number): Promise<Found> {
    const query = Prisma.sql`websearch_to_tsquery('english', searchable(${words}))`
    const text = Prisma.sql`product_words(p.name, p.summary, p.story)`
    const likeness = Prisma.sql`likeness(p.name, ${words})`
    const among = Prisma.sql`p.status = 'published' AND (
      ${text} @@ ${query}
      OR ${likeness} >= ${LIKE_ENOUGH}
      OR p.id IN (SELECT a.product_id FROM attribute_values a
                   WHERE to_tsvector('english', searchable(a.text)) @@ ${query})
      OR p.id IN (SELECT product_id FROM variants WHERE sku ILIKE ${`${escapeLike(words)}%`})
      OR p.id IN (SELECT a.product_id FROM attribute_values a JOIN attributes t ON t.id = a.attribute_id
                   WHERE t.key = 'formula' AND normalize(a.text, NFKC) = normalize(${words}, NFKC)))`
    const rank = Prisma.sql`${likeness} * 2 + ts_rank(${text}, ${query}) DESC, p.id`
    return this.#page(among, rank, page)
  }

  async #categories(): Promise<CategoryTree> {
    const rows = await this.#rows.category.findMany({
      orderBy: [{ position: 'asc' }, { id: 'asc' }],
      include: { _count: { select: { products: { where: { status: 'published' } } } } },
      relationLoadStrategy: 'join',
    })
    return new CategoryTree(
      rows.map(({ _count, ...category }) => ({ ...category, ownProducts: _count.products })),
    )
  }

  async #page(among: Prisma.Sql, order: Prisma.Sql, page: number): Promise<Found> {
    const rows = await this.#rows.$queryRaw<{ id: number }[]>`
      SELECT p.id FROM products p WHERE ${among} ORDER BY ${order}
       LIMIT ${CARDS_PER_PAGE} OFFSET ${(page - 1) * CARDS_PER_PAGE}`
    const [count] = await this.#rows.$queryRaw<[{ total: number }]>`
      SELECT count(*)::int AS total FROM products p WHERE ${among}`
    return { ids: rows.map(({ id }) => id), total: count.total }
  }

  async #currency(): Promise<string> {
    return (await this.#settings.all()).currency
  }

  #product(row: ProductRow, tree: CategoryTree, currency: string): Product {
    return new Product({
      id: row.id,
      slug: row.slug,
      name: row.name,
      summary: row.summary,
      story: row.story,
      category: tree.pathTo(row.categoryId),
      facts: row.attributes.map(({ attribute, text }) => ({
        key: attribute.key,
        name: attribute.name,
        unit: attribute.unit,
        text,
      })),
      pictures: row.pictures,
      variants: row.variants.map((variantRow) => variant(variantRow, row, tree, currency)),
    })
  }
}

function variant(row: VariantRow, product: Owner, tree: CategoryTree, currency: string): Variant {
  return new Variant({
    id: row.id,
    productId: product.id,
    categoryIds: tree.pathTo(product.categoryId).map(({ id }) => id),
    taxCategory: product.taxCategory,
    productName: product.name,
    productSlug: product.slug,
    sku: row.sku,
    listPrice: Money.of(row.price, currency),
    floorPrice: row.floorPrice === null ? null : Money.of(row.floorPrice, currency),
    grams: row.grams,
    millimetres: row.millimetres,
    onSale: row.active && product.status === 'published',
    picture: row.pictures[0]?.key ?? product.pictures[0]?.key ?? null,
    quantityPrices: row.quantityPrices.map((tier) => ({
      fromQuantity: tier.fromQuantity,
      price: Money.of(tier.price, currency),
    })),
    options: row.options
      .map(({ optionValue }) => optionValue)
      .sort((a, b) => a.optionType.position - b.optionType.position)
      .map(({ optionType, key, name, swatch }) => ({
        type: optionType.key,
        typeName: optionType.name,
        key,
        name,
        ...(swatch && { swatch }),
      })),
  })
}

function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&')
}
