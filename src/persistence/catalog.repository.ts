import type { Prisma } from '../../prisma/client/client.ts'
import { CategoryTree } from '../models/catalog/category.ts'
import { Product } from '../models/catalog/product.ts'
import type { SetPart } from '../models/catalog/set-part.ts'
import { Variant } from '../models/catalog/variant.ts'
import { Money } from '../models/money.ts'
import type { Rows } from './database.ts'
import type { SettingRepository } from './setting.repository.ts'
import { visible } from './visible.ts'

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
type Owner = Pick<
  ProductRow,
  'id' | 'name' | 'slug' | 'categoryId' | 'taxCategory' | 'status' | 'publishedAt'
> & {
  pictures: readonly { key: string; variantId: number | null }[]
}

/** What rows become models with. */
interface Surroundings {
  readonly tree: CategoryTree
  readonly currency: string
  readonly now: Date
  /** What sets among the rows contain. */
  readonly parts: ReadonlyMap<number, readonly SetPart[]>
}

/** A product that is not on show any more. */
export interface Withdrawn {
  readonly name: string
  readonly categoryId: number
}

export class CatalogRepository {
  readonly #rows: Rows
  readonly #settings: SettingRepository
  #tree: Promise<CategoryTree> | null = null

  constructor(rows: Rows, settings: SettingRepository) {
    this.#rows = rows
    this.#settings = settings
  }

  /** Read once per piece of work, without counts. */
  categories(): Promise<CategoryTree> {
    this.#tree ??= this.#categories()
    return this.#tree
  }

  /** @param which its slug or its id; @returns null unless shoppers may see it */
  async product(which: string | number, now: Date): Promise<Product | null> {
    const named = typeof which === 'string' ? { slug: which } : { id: which }
    const row = await this.#rows.product.findFirst({
      where: { ...named, ...visible(now) },
      include: productParts,
      relationLoadStrategy: 'join',
    })
    return row && product(row, await this.#surroundings(row.variants, now))
  }

  /** Where the product went that was once at this slug; null if it may not be seen there either. */
  async movedTo(slug: string, now: Date): Promise<string | null> {
    const former = await this.#rows.formerSlug.findFirst({
      where: { slug, product: { OR: [visible(now), { status: 'archived' }] } },
      select: { product: { select: { slug: true } } },
    })
    return former?.product.slug ?? null
  }

  async withdrawn(slug: string): Promise<Withdrawn | null> {
    return this.#rows.product.findFirst({
      where: { slug, status: 'archived' },
      select: { name: true, categoryId: true },
    })
  }

  /** Those of these that shoppers may see, in the same order. */
  async onlyVisible(ids: readonly number[], now: Date): Promise<readonly number[]> {
    const rows = await this.#rows.product.findMany({
      where: { id: { in: [...ids] }, ...visible(now) },
      select: { id: true },
    })
    const known = new Set(rows.map(({ id }) => id))
    return ids.filter((id) => known.has(id))
  }

  /** What the shopkeeper put beside a product. */
  async related(productId: number, count: number, now: Date): Promise<readonly number[]> {
    const rows = await this.#rows.relatedProduct.findMany({
      where: { productId, related: visible(now) },
      orderBy: [{ position: 'asc' }, { relatedId: 'asc' }],
      take: count,
      select: { relatedId: true },
    })
    return rows.map(({ relatedId }) => relatedId)
  }

  /** What others ordered with it, most often first. */
  async boughtTogether(productId: number, count: number, now: Date): Promise<readonly number[]> {
    const rows = await this.#rows.boughtTogether.findMany({
      where: { productId, other: visible(now) },
      orderBy: [{ orders: 'desc' }, { otherId: 'asc' }],
      take: count,
      select: { otherId: true },
    })
    return rows.map(({ otherId }) => otherId)
  }

  /** The most popular of a category itself. */
  async popularIn(categoryId: number, count: number, now: Date): Promise<readonly number[]> {
    const rows = await this.#rows.product.findMany({
      where: { categoryId, ...visible(now) },
      orderBy: [{ popularity: 'desc' }, { id: 'desc' }],
      take: count,
      select: { id: true },
    })
    return rows.map(({ id }) => id)
  }

  /** Products in the order of the ids. */
  async products(ids: readonly number[], now: Date): Promise<readonly Product[]> {
    const rows = await this.#rows.product.findMany({
      where: { id: { in: [...ids] } },
      include: productParts,
      relationLoadStrategy: 'join',
    })
    const around = await this.#surroundings(
      rows.flatMap(({ variants }) => variants),
      now,
    )
    const byId = new Map(rows.map((row) => [row.id, product(row, around)]))
    return ids.flatMap((id) => byId.get(id) ?? [])
  }

  /** Variants by id, withdrawn ones included: a cart must be able to name them. */
  async variants(ids: readonly number[], now: Date): Promise<Map<number, Variant>> {
    if (ids.length === 0) return new Map()
    const rows = await this.#rows.variant.findMany({
      where: { id: { in: [...ids] } },
      include: variantWithProduct,
      relationLoadStrategy: 'join',
    })
    const around = await this.#surroundings(rows, now)
    return new Map(rows.map((row) => [row.id, variant(row, row.product, around)]))
  }

  /** The product that shoppers see at this address. */
  async idAt(slug: string, now: Date): Promise<number | null> {
    const row = await this.#rows.product.findFirst({ where: { slug, ...visible(now) }, select: { id: true } })
    return row?.id ?? null
  }

  async #categories(): Promise<CategoryTree> {
    return new CategoryTree(
      await this.#rows.category.findMany({ orderBy: [{ position: 'asc' }, { id: 'asc' }] }),
    )
  }

  async #surroundings(rows: readonly VariantRow[], now: Date): Promise<Surroundings> {
    return {
      tree: await this.categories(),
      currency: (await this.#settings.all()).currency,
      now,
      parts: await this.#partsOf(
        rows.map(({ id }) => id),
        now,
      ),
    }
  }

  /** Not joined to the variants: planning that would cost every page more than asking once for all of them. */
  async #partsOf(variantIds: number[], now: Date): Promise<ReadonlyMap<number, readonly SetPart[]>> {
    const rows = await this.#rows.bundlePart.findMany({
      where: { variantId: { in: variantIds } },
      orderBy: { partVariantId: 'asc' },
    })
    // Asks nothing where there is no set; parts have no parts.
    const variants = await this.variants([...new Set(rows.map(({ partVariantId }) => partVariantId))], now)
    const parts = new Map<number, SetPart[]>()
    for (const { variantId, partVariantId, quantity } of rows) {
      const variant = variants.get(partVariantId)
      if (variant) parts.set(variantId, [...(parts.get(variantId) ?? []), { variant, quantity }])
    }
    return parts
  }
}

function product(row: ProductRow, around: Surroundings): Product {
  return new Product({
    id: row.id,
    slug: row.slug,
    name: row.name,
    summary: row.summary,
    story: row.story,
    category: around.tree.pathTo(row.categoryId),
    facts: row.attributes.map(({ attribute, text }) => ({
      key: attribute.key,
      name: attribute.name,
      unit: attribute.unit,
      text,
    })),
    pictures: row.pictures,
    variants: row.variants.map((variantRow) => variant(variantRow, row, around)),
  })
}

function isVisible({ status, publishedAt }: Owner, now: Date): boolean {
  return status === 'published' && publishedAt !== null && publishedAt <= now
}

function variant(row: VariantRow, product: Owner, { tree, currency, now, parts }: Surroundings): Variant {
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
    onSale: row.active && isVisible(product, now),
    parts: parts.get(row.id) ?? [],
    maxPerOrder: row.maxPerOrder,
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
