import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { keyOf } from '../../src/models/catalog/facet.ts'
import { CARDS_PER_PAGE, type Sort } from '../../src/models/catalog/listing.ts'
import { NumberRange } from '../../src/models/catalog/number-range.ts'
import { Selection } from '../../src/models/catalog/selection.ts'
import { type Browsed, ShelfIndex } from '../../src/models/catalog/shelf/shelf-index.ts'
import type { ShelfPlan, ShelvedProduct, ShelvedVariant } from '../../src/models/catalog/shelf/shelf-plan.ts'
import { PriceList, type Sale } from '../../src/models/pricing/price-list.ts'
import { aSale, eur, NOW } from './cast.ts'

const HOUR = 3_600_000
const TEXTS = ['Tsumeb', 'Panasqueira', 'Bisbee', 'Dalnegorsk']
const OPTIONS = [
  { id: 1, type: 'size', name: 'Miniature', swatch: null },
  { id: 2, type: 'size', name: 'Cabinet', swatch: null },
  { id: 3, type: 'colour', name: 'Green', swatch: '#0a0' },
  { id: 4, type: 'colour', name: 'Blue', swatch: '#00a' },
  // Another mineral's green.
  { id: 5, type: 'colour', name: 'Green', swatch: '#1b1' },
]
const CATEGORIES = [
  { id: 1, slug: 'all', parentId: null },
  { id: 2, slug: 'left', parentId: 1 },
  { id: 3, slug: 'right', parentId: 1 },
  { id: 4, slug: 'deep', parentId: 3 },
].map((category) => ({ ...category, name: category.slug, introduction: '' }))

function aPlan(sales: readonly Sale[] = []): ShelfPlan {
  const ofType = (type: string) => OPTIONS.filter((option) => option.type === type)
  return {
    currency: 'EUR',
    categories: CATEGORIES,
    sales,
    attributes: [
      { id: 1, key: 'locality', name: 'Locality', unit: null, kind: 'text', filtered: true },
      { id: 2, key: 'hardness', name: 'Hardness', unit: 'Mohs', kind: 'number', filtered: true },
      { id: 3, key: 'secret', name: 'Secret', unit: null, kind: 'text', filtered: false },
    ],
    optionTypes: [
      { key: 'size', name: 'Size', values: ofType('size') },
      { key: 'colour', name: 'Colour', values: ofType('colour') },
    ],
  }
}

function aProduct(product: Partial<ShelvedProduct> = {}): ShelvedProduct {
  return {
    id: 1,
    name: 'Fluorite',
    categoryId: 2,
    publishedAt: NOW.getTime() - HOUR,
    popularity: 0,
    ratingCount: 0,
    ratingSum: 0,
    featuredPosition: null,
    revision: 1,
    attributes: [],
    variants: [aShelvedVariant()],
    ...product,
  }
}

function aShelvedVariant(variant: Partial<ShelvedVariant> = {}): ShelvedVariant {
  return { price: 1_000, floorPrice: null, unitPrice: null, available: true, optionIds: [], ...variant }
}

function aShelf(plan: ShelfPlan, products: readonly ShelvedProduct[]): ShelfIndex {
  const shelf = new ShelfIndex()
  shelf.arrange(plan)
  for (const product of products) shelf.put(product)
  return shelf
}

const price = fc.constantFrom(999, 2_500, 2_501, 5_000, 9_000, 60_000, 200_000)

const variants = fc.array(
  fc
    .record({
      price,
      floorPrice: fc.constantFrom(null, null, 900, 4_000),
      unitPrice: fc.constantFrom(null, null, null, 2_400),
      available: fc.boolean(),
      size: fc.constantFrom(1, 2),
      colour: fc.constantFrom(3, 4, 5, null),
    })
    .map(({ size, colour, ...rest }) => ({ ...rest, optionIds: colour === null ? [size] : [size, colour] })),
  { maxLength: 4 },
)

const product = (id: number) =>
  fc
    .record({
      name: fc.constantFrom('Azurite', 'Baryte', 'Calcite'),
      categoryId: fc.constantFrom(2, 3, 4),
      publishedAt: fc.constantFrom(-2 * HOUR, -HOUR, 0, HOUR).map((offset) => NOW.getTime() + offset),
      popularity: fc.nat(3),
      stars: fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 3 }),
      featuredPosition: fc.constantFrom(null, null, 0, 1),
      text: fc.option(fc.constantFrom(...TEXTS), { nil: null }),
      hardness: fc.option(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.nat(2)), { nil: null }),
      variants,
    })
    .map(({ stars, text, hardness, ...rest }): ShelvedProduct => {
      const numbers = hardness && { low: hardness[0] / 2, high: (hardness[0] + hardness[1]) / 2 }
      return {
        ...rest,
        id,
        revision: id,
        ratingCount: stars.length,
        ratingSum: stars.reduce((sum, each) => sum + each, 0),
        attributes: [
          ...(text ? [{ attributeId: 1, text, low: null, high: null }] : []),
          ...(numbers ? [{ attributeId: 2, text: `${numbers.low}–${numbers.high}`, ...numbers }] : []),
        ],
      }
    })

const products = fc
  .integer({ min: 0, max: 40 })
  .chain((count) => fc.tuple(...Array.from({ length: count }, (_, index) => product(index + 1))))

const selections = fc
  .array(
    fc.constantFrom(
      ...['size=miniature', 'size=cabinet', 'colour=green', 'colour=blue', 'available=1'],
      ...['price=-25', 'price=25-50', 'price=50-100', 'price=20-60', 'rating=4', 'rating=2'],
      ...['locality=tsumeb', 'locality=bisbee', 'hardness=2-3', 'hardness=4.5-'],
      ...['secret=x', 'colour=octarine', 'rating=9', 'price=cheap', 'nonsense=1'],
    ),
    { maxLength: 5 },
  )
  .map((texts) => Selection.of(texts.map((text) => text.split('=') as [string, string])))

const sales = fc.array(
  fc
    .record({
      target: fc.constantFrom({ productId: 1 }, { categoryId: 3 }, { categoryId: 2 }, {}),
      reduction: fc.constantFrom({ percent: 10 }, { percent: 60 }, { price: eur(2_450) }),
      startsAt: fc.constantFrom(-HOUR, 0, HOUR),
      hours: fc.constantFrom(1, 2),
    })
    .map(({ target, reduction, startsAt, hours }) =>
      aSale({
        ...target,
        reduction,
        startsAt: new Date(NOW.getTime() + startsAt),
        endsAt: new Date(NOW.getTime() + startsAt + hours * HOUR),
      }),
    ),
  { maxLength: 3 },
)

const moments = fc
  .constantFrom(-HOUR, -1, 0, 1, HOUR - 1, HOUR)
  .map((offset) => new Date(NOW.getTime() + offset))
const sorts = fc.constantFrom<Sort[]>(
  ...(['featured', 'newest', 'price-up', 'price-down', 'popularity', 'rating', 'name'] as const),
)

/** The same shop, understood slowly: every question looks at every product. */
class Naive {
  readonly #plan: ShelfPlan
  readonly #products: readonly ShelvedProduct[]
  readonly #now: Date

  constructor(plan: ShelfPlan, products: readonly ShelvedProduct[], now: Date) {
    this.#plan = plan
    this.#products = products
    this.#now = now
  }

  within(slug: string, selection: Selection): ShelvedProduct[] {
    return this.#products.filter(
      (one) =>
        one.variants.length > 0 &&
        one.publishedAt <= this.#now.getTime() &&
        this.#pathOf(one.categoryId).some((category) => category.slug === slug) &&
        this.#meets(one, selection),
    )
  }

  lowest(one: ShelvedProduct): number {
    return Math.min(...one.variants.map((variant) => this.#price(one, variant)))
  }

  /** What clicking a value alone in its facet would find. */
  count(slug: string, selection: Selection, facet: string, value: string): number {
    return this.within(slug, selection.without(facet).with(facet, value)).length
  }

  #pathOf(id: number): { id: number; slug: string }[] {
    const category = CATEGORIES.find((known) => known.id === id)
    if (!category) return []
    return [category, ...(category.parentId === null ? [] : this.#pathOf(category.parentId))]
  }

  #price(one: ShelvedProduct, variant: ShelvedVariant): number {
    return new PriceList(this.#plan.sales, this.#now).unitPrice({
      productId: one.id,
      categoryIds: this.#pathOf(one.categoryId).map(({ id }) => id),
      listPrice: eur(variant.price),
      floorPrice: variant.floorPrice === null ? null : eur(variant.floorPrice),
      quantityPrices: variant.unitPrice === null ? [] : [{ fromQuantity: 1, price: eur(variant.unitPrice) }],
    }).amount.amount
  }

  #meets(one: ShelvedProduct, selection: Selection): boolean {
    const ofVariants = selection.facets.filter((facet) =>
      ['size', 'colour', 'price', 'available'].includes(facet),
    )
    const ofProduct = selection.facets.filter((facet) => !ofVariants.includes(facet))
    return (
      ofProduct.every((facet) => this.#productMeets(one, facet, selection.valuesOf(facet))) &&
      one.variants.some((variant) =>
        ofVariants.every((facet) => this.#variantMeets(one, variant, facet, selection.valuesOf(facet))),
      )
    )
  }

  #productMeets(one: ShelvedProduct, facet: string, values: readonly string[]): boolean {
    const fact = (id: number) => one.attributes.find(({ attributeId }) => attributeId === id)
    if (facet === 'rating')
      return values.some((stars) => one.ratingCount > 0 && one.ratingSum / one.ratingCount >= Number(stars))
    if (facet === 'locality') return values.includes(keyOf(fact(1)?.text ?? 'nowhere'))
    const { low, high } = fact(2) ?? { low: null, high: null }
    return (
      low !== null && high !== null && (NumberRange.parse(values.at(-1) ?? '')?.overlaps(low, high) ?? false)
    )
  }

  #variantMeets(
    one: ShelvedProduct,
    variant: ShelvedVariant,
    facet: string,
    values: readonly string[],
  ): boolean {
    if (facet === 'available') return variant.available
    if (facet === 'price') {
      const euros = this.#price(one, variant) / 100
      return values.some((value) => NumberRange.parse(value)?.overlaps(euros, euros))
    }
    return variant.optionIds.some((id) =>
      OPTIONS.some(
        (option) => option.id === id && option.type === facet && values.includes(keyOf(option.name)),
      ),
    )
  }
}

function everyPage(shelf: ShelfIndex, slug: string, selection: Selection, sort: Sort, now: Date): Browsed[] {
  const first = shelf.browse({ scope: { category: slug }, selection, sort, page: 1 }, now)
  const pages = Math.ceil(first.total / CARDS_PER_PAGE)
  return [
    first,
    ...Array.from({ length: Math.max(0, pages - 1) }, (_, index) =>
      shelf.browse({ scope: { category: slug }, selection, sort, page: index + 2 }, now),
    ),
  ]
}

const idsOf = (pages: readonly { ids: readonly number[] }[]) => pages.flatMap(({ ids }) => ids)
const inOrder = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b)
const browse = (shelf: ShelfIndex, selection: Selection, now = NOW) =>
  shelf.browse({ scope: { category: 'all' }, selection, sort: 'newest', page: 1 }, now)

describe('the shelf', () => {
  test('finds and counts what a look at every single product finds and counts', () => {
    fc.assert(
      fc.property(
        ...[products, sales, selections, moments, fc.constantFrom('all', 'right', 'deep'), sorts],
        (given, salesOfTheDay, asked, now, slug, sort) => {
          const plan = aPlan(salesOfTheDay)
          const shelf = aShelf(plan, given)
          const naive = new Naive(plan, given, now)
          const pages = everyPage(shelf, slug, asked, sort, now)
          const [{ selection, facets, total }] = pages as [Browsed]

          expect(selection.choices.map(([key]) => key)).not.toContain('nonsense')
          expect(inOrder(idsOf(pages))).toEqual(naive.within(slug, selection).map(({ id }) => id))
          expect(total).toBe(naive.within(slug, selection).length)
          for (const { key, values } of facets)
            for (const value of values)
              expect([key, value.key, value.count]).toEqual([
                ...[key, value.key, naive.count(slug, selection, key, value.key)],
              ])
        },
      ),
      { numRuns: 400 },
    )
  })

  test('after any changes is the same as a shelf that was filled afresh', () => {
    const change = fc.record({ id: fc.integer({ min: 1, max: 12 }), gone: fc.boolean() })
    fc.assert(
      fc.property(
        ...[products, fc.array(change.chain((it) => product(it.id).map((fresh) => ({ ...it, fresh }))))],
        ...[sales, sales, selections, moments, moments],
        (given, changes, before, after, asked, earlier, now) => {
          const shelf = aShelf(aPlan(before), given)
          browse(shelf, asked, earlier)
          const truth = new Map(given.map((one) => [one.id, one]))
          for (const { id, gone, fresh } of changes) {
            if (gone) truth.delete(id)
            else truth.set(id, fresh)
            if (gone) shelf.remove(id)
            else shelf.put(fresh)
            browse(shelf, asked, earlier)
          }
          shelf.arrange(aPlan(after))
          expect(browse(shelf, asked, now)).toEqual(
            browse(
              aShelf(
                aPlan(after),
                [...truth.values()].sort((a, b) => a.id - b.id),
              ),
              asked,
              now,
            ),
          )
        },
      ),
      { numRuns: 300 },
    )
  })

  test('puts every page in the order it promises, equals by their number', () => {
    fc.assert(
      fc.property(products, sales, sorts, (given, salesOfTheDay, sort) => {
        const plan = aPlan(salesOfTheDay)
        const naive = new Naive(plan, given, NOW)
        const measures: Record<string, (one: ShelvedProduct) => (number | string)[]> = {
          featured: (one) => [one.featuredPosition ?? 9, -one.publishedAt],
          newest: (one) => [-one.publishedAt],
          'price-up': (one) => [naive.lowest(one)],
          'price-down': (one) => [-naive.lowest(one)],
          popularity: (one) => [-one.popularity, -one.publishedAt],
          rating: (one) => [one.ratingCount ? -one.ratingSum / one.ratingCount : 0, ...[-one.ratingCount]],
          name: (one) => [one.name],
        }
        const measure = (one: ShelvedProduct) => [...(measures[sort]?.(one) ?? []), one.id]
        const expected = naive
          .within('all', Selection.none)
          .sort((a, b) => compareLists(measure(a), measure(b)))
          .map(({ id }) => id)
        const shelf = aShelf(plan, given)
        expect(idsOf(everyPage(shelf, 'all', Selection.none, sort, NOW))).toEqual(expected)
      }),
      { numRuns: 200 },
    )
  })

  test('keeps what a search found in its order, without what is not shown', () => {
    const shelf = aShelf(aPlan(), [
      aProduct({ id: 1 }),
      aProduct({ id: 2, publishedAt: NOW.getTime() + 1 }),
      aProduct({ id: 3, categoryId: 4 }),
    ])
    const found = shelf.browse(
      { scope: { ranked: [3, 99, 2, 1] }, selection: Selection.none, sort: 'relevance', page: 1 },
      NOW,
    )
    expect(found).toMatchObject({ ids: [3, 1], total: 2 })
  })

  test('changes its prices in the second in which a sale begins or ends', () => {
    const sale = aSale({ startsAt: NOW, endsAt: new Date(NOW.getTime() + HOUR), reduction: { percent: 50 } })
    const shelf = aShelf(aPlan([sale]), [aProduct({ variants: [aShelvedVariant({ price: 4_000 })] })])
    const cheap = Selection.of([['price', '-25']])
    const foundAt = (offset: number) => browse(shelf, cheap, new Date(NOW.getTime() + offset)).total
    expect([-1, 0, HOUR - 1, HOUR].map(foundAt)).toEqual([0, 1, 1, 0])
  })

  test('shows a scheduled product in its second, and counts it then', () => {
    const later = new Date(NOW.getTime() + HOUR)
    const shelf = aShelf(aPlan(), [aProduct(), aProduct({ id: 2, publishedAt: later.getTime() })])
    expect(browse(shelf, Selection.none).ids).toEqual([1])
    expect(shelf.categories(NOW).find('all')?.productCount).toBe(1)
    expect(browse(shelf, Selection.none, later).ids).toEqual([2, 1])
    expect(shelf.categories(later).find('all')?.productCount).toBe(2)
  })

  test('asks one variant to meet size, colour, price and availability together', () => {
    const shelf = aShelf(aPlan(), [
      aProduct({
        variants: [
          aShelvedVariant({ optionIds: [1, 3], available: false }),
          aShelvedVariant({ optionIds: [2, 4], price: 9_000 }),
        ],
      }),
    ])
    const total = (...choices: [string, string][]) => browse(shelf, Selection.of(choices)).total
    expect(total(['size', 'miniature'], ['colour', 'green'])).toBe(1)
    expect(total(['size', 'miniature'], ['colour', 'blue'])).toBe(0)
    expect(total(['size', 'miniature'], ['available', '1'])).toBe(0)
    expect(total(['colour', 'blue'], ['price', '-25'])).toBe(0)
    expect(total(['colour', 'blue'], ['price', '50-100'], ['available', '1'])).toBe(1)
  })

  test('keeps a chosen value in sight that finds nothing, and says which filter to drop', () => {
    const shelf = aShelf(aPlan(), [
      aProduct({ variants: [aShelvedVariant({ optionIds: [1, 3] })] }),
      aProduct({ id: 2, variants: [aShelvedVariant({ optionIds: [2, 4] })] }),
    ])
    const selection = Selection.of([
      ['size', 'miniature'],
      ['colour', 'blue'],
    ])
    const { facets, total } = browse(shelf, selection)
    const chosen = facets.flatMap(({ values }) => values).filter((value) => value.chosen)
    expect(total).toBe(0)
    expect(chosen.map(({ name, count }) => [name, count])).toEqual([
      ['Miniature', 0],
      ['Blue', 0],
    ])
    expect(shelf.obstacles({ category: 'all' }, selection, NOW)).toEqual([
      { facet: 'size', total: 1 },
      { facet: 'colour', total: 1 },
    ])
  })

  test('offers only filters that tell its products apart', () => {
    const same = { attributes: [{ attributeId: 1, text: 'Tsumeb', low: null, high: null }] }
    const shelf = aShelf(aPlan(), [aProduct({ id: 1, ...same }), aProduct({ id: 2, ...same })])
    expect(browse(shelf, Selection.none).facets).toEqual([])
  })

  test('counts in yen as it does in euros', () => {
    const shelf = aShelf({ ...aPlan(), currency: 'JPY' }, [
      aProduct({ variants: [aShelvedVariant({ price: 40 })] }),
      aProduct({ id: 2, variants: [aShelvedVariant({ price: 400 })] }),
    ])
    expect(browse(shelf, Selection.of([['price', '25-50']])).ids).toEqual([1])
    const [price] = browse(shelf, Selection.none).facets
    expect(price?.values.map(({ name }) => name)).toEqual(['JP¥25 to JP¥50', 'JP¥250 to JP¥500'])
  })
})

function compareLists(a: readonly (number | string)[], b: readonly (number | string)[]): number {
  const at = a.findIndex((value, index) => value !== b[index])
  return at < 0 ? 0 : (a[at] ?? 0) < (b[at] ?? 0) ? -1 : 1
}
