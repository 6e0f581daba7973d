import { Money } from '../../money.ts'
import { PriceList } from '../../pricing/price-list.ts'
import { RecentlyUsed } from '../../recently-used.ts'
import { CategoryTree } from '../category.ts'
import type { Facet } from '../facet.ts'
import { CARDS_PER_PAGE, type Sort } from '../listing.ts'
import { Selection } from '../selection.ts'
import { stretch } from './best-first.ts'
import { FacetList } from './facet-list.ts'
import { Filter } from './filter.ts'
import { Numbers } from './numbers.ts'
import { orderOf } from './orders.ts'
import { NONE, Records } from './records.ts'
import type { ShelfPlan, ShelvedProduct } from './shelf-plan.ts'
import { Tally } from './tally.ts'
import { Vocabulary } from './vocabulary.ts'

/** What is looked through: a category with all below it, or what a search found, best first. */
export type Scope = { readonly category: string } | { readonly ranked: readonly number[] }

export interface Browsing {
  readonly scope: Scope
  readonly selection: Selection
  readonly sort: Sort
  /** From 1. */
  readonly page: number
}

export interface Browsed {
  readonly ids: readonly number[]
  readonly total: number
  readonly facets: readonly Facet[]
  /** What is left of the selection once nonsense is dropped. */
  readonly selection: Selection
}

/** A filter that stands in the way, and what would be found without it. */
export interface Obstacle {
  readonly facet: string
  readonly total: number
}

/** What is looked through, and what was counted in it; kept until something changes. */
interface Section {
  readonly rows: Int32Array
  readonly unfiltered: Tally
  readonly facets: FacetList
  /** By selection; the page after next asks for the same. */
  readonly tallies: RecentlyUsed<Tally>
}

/** Of one section. */
const MOST_TALLIES_KEPT = 64

/**
 * Every product that is shown or will be, in the memory of the process: filters, counts and sort orders without a
 * question to the database. It is told of each change, and knows by itself when a sale begins or a product appears.
 */
export class ShelfIndex {
  readonly #records = new Records()
  readonly #numbers = new Numbers()
  readonly #vocabulary = new Vocabulary()
  #plan: ShelfPlan = { currency: 'EUR', categories: [], sales: [], attributes: [], optionTypes: [] }
  /** The moments between which neither a price nor the range changes by itself. */
  #from = Number.POSITIVE_INFINITY
  #until = Number.NEGATIVE_INFINITY
  #prices = new PriceList([], new Date(0))
  readonly #unpriced = new Set<number>()
  #rangeChanged = true
  #visible = new Uint8Array(0)
  #byCategory = new Map<number, Int32Array>()
  #tree = new CategoryTree([])
  readonly #categories = new Map<string, Section>()
  /** By what a search found: the same list of ids is the same section. */
  #searches = new WeakMap<readonly number[], Section>()
  /** Ids by sort order and page, as long as the tally is kept. */
  readonly #pages = new WeakMap<Tally, Map<string, readonly number[]>>()

  /** The prices that count at the moment last asked for. */
  get prices(): PriceList {
    return this.#prices
  }

  get plan(): ShelfPlan {
    return this.#plan
  }

  /** Of everything on the shelf, what is shown later included. */
  get ids(): readonly number[] {
    return [...this.#records.keys]
  }

  /** @returns undefined for a product that is not on the shelf */
  revisionOf(id: number): number | undefined {
    const row = this.#records.rowOf(id)
    return row === undefined ? undefined : this.#records.revisions[row]
  }

  /** False if the plan must be read anew before this product can be put on the shelf. */
  knows({ variants }: ShelvedProduct): boolean {
    return variants.every(({ optionIds }) => optionIds.every((id) => this.#vocabulary.knowsOption(id)))
  }

  arrange(plan: ShelfPlan): void {
    this.#plan = plan
    this.#vocabulary.arrange(plan)
    this.#until = Number.NEGATIVE_INFINITY
    this.#forgetCounts()
    this.#rangeChanged = true
  }

  put(product: ShelvedProduct): void {
    if (product.variants.length === 0) {
      // There is nothing to sell.
      this.remove(product.id)
      return
    }
    const former = this.#records.termsOf(product.id)
    const terms = product.attributes.map(({ attributeId, text }) => this.#vocabulary.take(attributeId, text))
    for (const term of former) this.#vocabulary.release(term)
    const known = this.#records.rowOf(product.id)
    const stays =
      known !== undefined &&
      this.#records.categories[known] === product.categoryId &&
      this.#records.publishedAt[known] === product.publishedAt
    const row = this.#records.put(product, terms)
    this.#numbers.put(row, product)
    this.#unpriced.add(row)
    if (!stays || row !== known) this.#rangeChanged = true
    this.#forgetCounts()
  }

  remove(id: number): void {
    if (this.#records.rowOf(id) === undefined) return
    for (const term of this.#records.termsOf(id)) this.#vocabulary.release(term)
    this.#records.remove(id)
    this.#rangeChanged = true
    this.#forgetCounts()
  }

  /** After much has been put on the shelf: makes it quicker to look through. */
  tidy(): void {
    this.#records.gather()
  }

  /** When prices or what is shown change by themselves; milliseconds since 1970. */
  nextChange(now: Date): number {
    this.#turnTo(now)
    return this.#until
  }

  /** All categories, with how many products each shows. */
  categories(now: Date): CategoryTree {
    this.#turnTo(now)
    return this.#tree
  }

  /** The first products of the shop in an order; `featured` has only those that are. */
  first(sort: 'featured' | 'newest', count: number, now: Date): readonly number[] {
    this.#turnTo(now)
    const { featured, ids } = this.#records
    const all = this.#visibleRows()
    const rows = sort === 'newest' ? all : all.filter((row) => (featured[row] ?? 0) < 2_147_483_647)
    const first = stretch(rows, 0, count, orderOf(sort, this.#records))
    return first.map((row) => ids[row] ?? 0)
  }

  browse({ scope, sort, page, ...asked }: Browsing, now: Date): Browsed {
    this.#turnTo(now)
    const section = this.#section(scope)
    const selection = section.facets.understood(asked.selection)
    const tally = this.#tally(section, selection)
    const chosen = new Set(selection.facets)
    const without = (facet: string) =>
      chosen.has(facet) ? this.#tally(section, selection.without(facet)) : tally
    return {
      ids: this.#page(tally, sort, page),
      total: tally.total,
      facets: section.facets.with(selection, without),
      selection,
    }
  }

  /** Which filters to drop when nothing is found: those that stand in the way alone, the most helpful first. */
  obstacles(scope: Scope, selection: Selection, now: Date): readonly Obstacle[] {
    this.#turnTo(now)
    const section = this.#section(scope)
    return selection.facets
      .map((facet) => ({ facet, total: this.#tally(section, selection.without(facet)).total }))
      .filter(({ total }) => total > 0)
      .sort((a, b) => b.total - a.total)
  }

  #page(tally: Tally, sort: Sort, page: number): readonly number[] {
    const pages = this.#pages.get(tally) ?? new Map<string, readonly number[]>()
    const known = pages.get(`${sort} ${page}`)
    if (known) return known
    const from = (page - 1) * CARDS_PER_PAGE
    const rows =
      sort === 'relevance'
        ? [...tally.found.subarray(from, from + CARDS_PER_PAGE)]
        : stretch(tally.found, from, from + CARDS_PER_PAGE, orderOf(sort, this.#records))
    const ids = rows.map((row) => this.#records.ids[row] ?? 0)
    this.#pages.set(tally, pages.set(`${sort} ${page}`, ids))
    return ids
  }

  #section(scope: Scope): Section {
    const known = 'ranked' in scope ? this.#searches.get(scope.ranked) : this.#categories.get(scope.category)
    if (known) return known
    const rows = this.#rowsOf(scope)
    const unfiltered = this.#count(rows, Selection.none)
    const { currency } = this.#plan
    const facets = new FacetList({
      ...{ vocabulary: this.#vocabulary, numbers: this.#numbers, currency, rows, unfiltered },
    })
    const section = { rows, unfiltered, facets, tallies: new RecentlyUsed<Tally>(MOST_TALLIES_KEPT) }
    if ('ranked' in scope) this.#searches.set(scope.ranked, section)
    else this.#categories.set(scope.category, section)
    return section
  }

  #tally({ rows, unfiltered, tallies }: Section, selection: Selection): Tally {
    if (selection.isEmpty) return unfiltered
    const known = tallies.get(selection.key)
    if (known) return known
    // What is found with one filter less has all that is found with it.
    const wider = selection.facets.flatMap((facet) => tallies.get(selection.without(facet).key)?.found ?? [])
    const fewest = wider.reduce((least, found) => (found.length < least.length ? found : least), rows)
    const tally = this.#count(fewest, selection)
    tallies.set(selection.key, tally)
    return tally
  }

  #count(rows: Int32Array, selection: Selection): Tally {
    const { minorUnits } = Money.zero(this.#plan.currency)
    const endsOf = (attributeId: number) => this.#numbers.of(attributeId)
    const filter = new Filter(selection, this.#vocabulary, endsOf, minorUnits)
    return new Tally(rows, this.#records, filter, this.#vocabulary.termOfOption)
  }

  #rowsOf(scope: Scope): Int32Array {
    if ('ranked' in scope) return this.#rankedRows(scope.ranked)
    const category = this.#tree.find(scope.category)
    const family = category ? this.#tree.familyOf(category) : []
    return joined(family.flatMap(({ id }) => this.#byCategory.get(id) ?? []))
  }

  #rankedRows(ids: readonly number[]): Int32Array {
    const rows = new Int32Array(ids.length)
    let count = 0
    for (const id of ids) {
      const row = this.#records.rowOf(id)
      if (row === undefined || this.#visible[row] !== 1) continue
      rows[count] = row
      count += 1
    }
    return rows.subarray(0, count)
  }

  #visibleRows(): Int32Array {
    return joined([...this.#byCategory.values()])
  }

  /** Makes prices and range those of a moment, as far as they are not. */
  #turnTo(now: Date): void {
    const time = now.getTime()
    const isAnotherTime = time < this.#from || time >= this.#until
    if (isAnotherTime) this.#prices = new PriceList(this.#plan.sales, now)
    if (isAnotherTime) this.#price(this.#records.starts.subarray(0, this.#records.height).keys())
    else if (this.#unpriced.size > 0) this.#price(this.#unpriced)
    this.#unpriced.clear()
    if (isAnotherTime || this.#rangeChanged) this.#show(time)
    if (isAnotherTime) this.#forgetCounts()
  }

  /** Shows what is published by now, and notes when that or a price changes next. */
  #show(time: number): void {
    const { height, starts, publishedAt, categories } = this.#records
    const edges = this.#plan.sales.flatMap((sale) => [sale.startsAt.getTime(), sale.endsAt.getTime()])
    let from = Math.max(Number.NEGATIVE_INFINITY, ...edges.filter((edge) => edge <= time))
    let until = Math.min(Number.POSITIVE_INFINITY, ...edges.filter((edge) => edge > time))
    const byCategory = new Map<number, number[]>()
    this.#visible = new Uint8Array(height)
    for (let row = 0; row < height; row += 1) {
      if (starts[row] === NONE) continue
      const published = publishedAt[row] ?? 0
      if (published > time) {
        until = Math.min(until, published)
        continue
      }
      from = Math.max(from, published)
      this.#visible[row] = 1
      const category = categories[row] ?? 0
      const rows = byCategory.get(category)
      if (rows) rows.push(row)
      else byCategory.set(category, [row])
    }
    this.#from = from
    this.#until = until
    this.#byCategory = new Map([...byCategory].map(([category, rows]) => [category, Int32Array.from(rows)]))
    this.#tree = new CategoryTree(
      this.#plan.categories,
      new Map([...byCategory].map(([category, rows]) => [category, rows.length])),
    )
    this.#rangeChanged = false
    this.#forgetCounts()
  }

  #price(rows: Iterable<number>): void {
    const { currency } = this.#plan
    const { minorUnits } = Money.zero(currency)
    const paths = new Map<number, readonly number[]>()
    const tree = new CategoryTree(this.#plan.categories)
    for (const row of rows) {
      if (this.#records.starts[row] === NONE) continue
      this.#records.sign(row, this.#vocabulary.termOfOption)
      const productId = this.#records.ids[row] ?? 0
      const categoryId = this.#records.categories[row] ?? 0
      const categoryIds = paths.get(categoryId) ?? tree.pathTo(categoryId).map(({ id }) => id)
      paths.set(categoryId, categoryIds)
      const isReduced = this.#prices.reaches({ productId, categoryIds })
      this.#records.price(row, minorUnits, (list, floor, unit) =>
        !isReduced && unit === NONE
          ? list
          : this.#prices.unitPrice({
              productId,
              categoryIds,
              listPrice: Money.of(list, currency),
              floorPrice: floor === NONE ? null : Money.of(floor, currency),
              quantityPrices: unit === NONE ? [] : [{ fromQuantity: 1, price: Money.of(unit, currency) }],
            }).amount.amount,
      )
    }
  }

  #forgetCounts(): void {
    this.#categories.clear()
    this.#searches = new WeakMap()
  }
}

function joined(parts: readonly Int32Array[]): Int32Array {
  const rows = new Int32Array(parts.reduce((sum, part) => sum + part.length, 0))
  let end = 0
  for (const part of parts) {
    rows.set(part, end)
    end += part.length
  }
  return rows
}
