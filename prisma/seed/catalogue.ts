import type { Prisma, PrismaClient } from '../client/client.ts'
import { VIEWS } from './drawing/specimen-picture.ts'
import type { Mineral, Offer, Size } from './mineral.ts'
import { minerals } from './minerals/all.ts'
import { categories, type SeedCategory } from './minerals/categories.ts'
import { loadSets, offerKey, setCategory, sets } from './sets.ts'
import { pictureAlt, pictureKey, sizeName, slugOf } from './specimens.ts'

type Rows = Prisma.TransactionClient

const aside: readonly SeedCategory[] = [setCategory]

const SIZES: readonly Size[] = ['thumbnail', 'miniature', 'small-cabinet', 'cabinet']
const SIZE_CODES: Readonly<Record<Size, string>> = {
  thumbnail: 'TN',
  miniature: 'MN',
  'small-cabinet': 'SC',
  cabinet: 'CB',
}

const ATTRIBUTES = [
  { key: 'mineral', name: 'Mineral', unit: null, kind: 'text' },
  { key: 'formula', name: 'Formula', unit: null, kind: 'text' },
  { key: 'mineral-class', name: 'Class', unit: null, kind: 'text' },
  { key: 'crystal-system', name: 'Crystal system', unit: null, kind: 'text' },
  { key: 'hardness', name: 'Hardness', unit: 'Mohs', kind: 'number' },
  { key: 'density', name: 'Density', unit: 'g/cm³', kind: 'number' },
  { key: 'lustre', name: 'Lustre', unit: null, kind: 'text' },
  { key: 'transparency', name: 'Transparency', unit: null, kind: 'text' },
  { key: 'streak', name: 'Streak', unit: null, kind: 'text' },
  { key: 'matrix', name: 'Matrix', unit: null, kind: 'text' },
  { key: 'locality', name: 'Locality', unit: null, kind: 'text' },
  { key: 'country', name: 'Country', unit: null, kind: 'text' },
] as const

const countryNames = new Intl.DisplayNames('en', { type: 'region' })

/** Fills an empty shop with Lodestone Minerals; @returns false if there are products already. */
export async function loadCatalogue(client: PrismaClient, tell: (done: string) => void): Promise<boolean> {
  if ((await client.product.count()) > 0) return false
  await client.$transaction(
    async (rows) => {
      const categoryIds = await loadCategories(rows)
      tell(`${categories.length + aside.length} categories`)
      const attributeIds = await loadAttributes(rows)
      const optionIds = await loadOptions(rows)
      const productIds = await loadProducts(rows, categoryIds, attributeIds)
      tell(`${minerals.length} minerals`)
      const variantIds = await loadVariants(rows, productIds, optionIds)
      await loadSets(rows, known(categoryIds, setCategory.slug), variantIds)
      await backdatePrices(rows)
      tell(`${variantIds.size} specimens for sale, and ${sets.length} sets of them`)
    },
    { timeout: 60_000, maxWait: 10_000 },
  )
  return true
}

async function loadCategories(rows: Rows): Promise<Map<string, number>> {
  const ids = new Map<string, number>()
  for (const [position, { slug, name, introduction, parent }] of [...categories, ...aside].entries()) {
    const parentId = parent ? ids.get(parent) : undefined
    const { id } = await rows.category.create({ data: { slug, name, introduction, position, parentId } })
    ids.set(slug, id)
  }
  return ids
}

async function loadAttributes(rows: Rows): Promise<Map<string, number>> {
  const made = await rows.attribute.createManyAndReturn({
    data: ATTRIBUTES.map((attribute, position) => ({ ...attribute, position })),
  })
  return new Map(made.map(({ key, id }) => [key, id]))
}

/** @returns ids by 'size thumbnail' and 'colour green' */
async function loadOptions(rows: Rows): Promise<Map<string, number>> {
  const size = await rows.optionType.create({ data: { key: 'size', name: 'Size', position: 0 } })
  const colour = await rows.optionType.create({ data: { key: 'colour', name: 'Colour', position: 1 } })
  const sizes = SIZES.map((key, position) => ({ optionTypeId: size.id, key, name: sizeName(key), position }))
  const made = await rows.optionValue.createManyAndReturn({ data: [...sizes, ...colourValues(colour.id)] })
  return new Map(
    made.map((value) => [`${value.optionTypeId === size.id ? 'size' : 'colour'} ${value.key}`, value.id]),
  )
}

/** A colour's swatch differs from mineral to mineral, so each mineral has values of its own. */
function colourValues(optionTypeId: number) {
  return minerals.flatMap((mineral) =>
    mineral.colours.map(({ name, hex }, position) => ({
      optionTypeId,
      key: `${mineral.slug}-${slugOf(name)}`,
      name,
      swatch: hex,
      position,
    })),
  )
}

async function loadProducts(
  rows: Rows,
  categoryIds: ReadonlyMap<string, number>,
  attributeIds: ReadonlyMap<string, number>,
): Promise<Map<string, number>> {
  const featured = minerals.filter((mineral) => mineral.featured).map(({ slug }) => slug)
  const made = await rows.product.createManyAndReturn({
    data: minerals.map((mineral) => ({
      slug: mineral.slug,
      name: mineral.name,
      summary: mineral.summary,
      story: [...mineral.story],
      categoryId: known(categoryIds, mineral.category),
      status: 'published' as const,
      publishedAt: listed(mineral),
      featuredPosition: mineral.featured ? featured.indexOf(mineral.slug) : null,
    })),
  })
  const productIds = new Map(made.map(({ slug, id }) => [slug, id]))
  await rows.attributeValue.createMany({
    data: minerals.flatMap((mineral) =>
      facts(mineral).map(({ key, ...value }) => ({
        productId: known(productIds, mineral.slug),
        attributeId: known(attributeIds, key),
        ...value,
      })),
    ),
  })
  return productIds
}

function facts(mineral: Mineral): { key: string; text: string; low?: number; high?: number }[] {
  const [low, high] = mineral.hardness
  return [
    { key: 'mineral', text: mineral.name },
    { key: 'formula', text: mineral.formula },
    { key: 'mineral-class', text: mineral.mineralClass },
    { key: 'crystal-system', text: mineral.crystalSystem },
    { key: 'hardness', text: low === high ? String(low) : `${low}–${high}`, low, high },
    { key: 'density', text: String(mineral.density), low: mineral.density, high: mineral.density },
    { key: 'lustre', text: mineral.lustre },
    { key: 'transparency', text: mineral.transparency },
    { key: 'streak', text: mineral.streak },
    ...(mineral.matrix ? [{ key: 'matrix', text: mineral.matrix.name }] : []),
    { key: 'locality', text: mineral.locality },
    { key: 'country', text: countryNames.of(mineral.country) ?? mineral.country },
  ]
}

/** @returns ids as `offerKey` names them */
async function loadVariants(
  rows: Rows,
  productIds: ReadonlyMap<string, number>,
  optionIds: ReadonlyMap<string, number>,
): Promise<Map<string, number>> {
  const skus = new Skus()
  const offers = minerals.flatMap((mineral) =>
    mineral.offers.map((offer, position) => ({ mineral, offer, position, sku: skus.next(mineral, offer) })),
  )
  const made = await rows.variant.createManyAndReturn({
    data: offers.map(({ mineral, offer, position, sku }) => ({
      productId: known(productIds, mineral.slug),
      sku,
      price: offer.price,
      grams: offer.grams,
      millimetres: offer.millimetres,
      position,
    })),
  })
  const ids = new Map(made.map(({ sku, id }) => [sku, id]))
  const idOf = ({ sku }: { sku: string }) => known(ids, sku)

  await rows.variantOption.createMany({
    data: offers.flatMap((entry) => [
      { variantId: idOf(entry), optionValueId: known(optionIds, `size ${entry.offer.size}`) },
      {
        variantId: idOf(entry),
        optionValueId: known(optionIds, `colour ${entry.mineral.slug}-${slugOf(entry.offer.colour)}`),
      },
    ]),
  })
  await rows.stockLevel.createMany({
    data: offers.map((entry) => ({ variantId: idOf(entry), onHand: entry.offer.stock })),
  })
  await rows.stockMovement.createMany({
    data: offers
      .filter(({ offer }) => offer.stock > 0)
      .map((entry) => ({
        variantId: idOf(entry),
        kind: 'receive',
        onHandChange: entry.offer.stock,
        onHoldChange: 0,
        reference: 'opening stock',
        at: listed(entry.mineral),
      })),
  })
  await rows.picture.createMany({
    data: offers.flatMap((entry) =>
      VIEWS.map((view, position) => ({
        productId: known(productIds, entry.mineral.slug),
        variantId: idOf(entry),
        key: pictureKey(entry.mineral, entry.offer.colour, view),
        alt: pictureAlt(entry.mineral, entry.offer.colour, view),
        position: entry.position * VIEWS.length + position,
      })),
    ),
  })
  return new Map(offers.map((entry) => [offerKey(entry.mineral.slug, entry.offer), idOf(entry)]))
}

/** The first prices have counted since their product was listed, not since the demo was loaded. */
async function backdatePrices(rows: Rows): Promise<void> {
  await rows.$executeRaw`
    UPDATE price_changes SET at = least(at, p.published_at)
      FROM variants v JOIN products p ON p.id = v.product_id WHERE v.id = variant_id`
}

function listed({ listedOn }: Mineral): Date {
  return new Date(`${listedOn}T09:00:00Z`)
}

/** 'FLUO-MN-GREE': readable on a label, and unique. */
class Skus {
  readonly #given = new Set<string>()

  next(mineral: Mineral, offer: Offer): string {
    const letters = (text: string) => slugOf(text).replaceAll('-', '').slice(0, 4).toUpperCase()
    const stem = `${letters(mineral.slug)}-${SIZE_CODES[offer.size]}-${letters(offer.colour)}`
    let sku = stem
    for (let number = 2; this.#given.has(sku); number += 1) sku = `${stem}-${number}`
    this.#given.add(sku)
    return sku
  }
}

function known(ids: ReadonlyMap<string, number>, name: string): number {
  const id = ids.get(name)
  if (id === undefined) throw new Error(`The catalogue names “${name}”, which it does not define.`)
  return id
}
