import type { Category, CategoryTree } from '../models/catalog/category.ts'
import type { Facet } from '../models/catalog/facet.ts'
import { type Card, Listing } from '../models/catalog/listing.ts'
import type { Selection } from '../models/catalog/selection.ts'
import type { Browsing, Obstacle } from '../models/catalog/shelf/shelf-index.ts'
import { NotFound } from '../models/errors.ts'
import { nextPromiseChange } from '../models/pricing/shipping.ts'
import type { Database } from '../persistence/database.ts'
import type { ShelfService } from './shelf.service.ts'

/** A page of cards with the filters beside it. */
export interface FilteredListing {
  readonly listing: Listing
  readonly facets: readonly Facet[]
  readonly selection: Selection
  /** Which filters to drop, if nothing is found. */
  readonly obstacles: readonly Obstacle[]
}

type Wish = Pick<Browsing, 'selection' | 'sort' | 'page'>

export class CatalogService {
  readonly #database: Database
  readonly #shelf: ShelfService
  readonly #clock: () => Date

  constructor(database: Database, shelf: ShelfService, clock: () => Date) {
    this.#database = database
    this.#shelf = shelf
    this.#clock = clock
  }

  categories(): Promise<CategoryTree> {
    return this.#shelf.categories()
  }

  /** In the order of the ids; what shoppers may not see is left out. */
  cards(ids: readonly number[]): Promise<readonly Card[]> {
    return this.#shelf.cards(ids)
  }

  /** The first products of the shop in an order; of the featured ones only those that are. */
  first(sort: 'featured' | 'newest', count: number): Promise<readonly Card[]> {
    return this.#shelf.first(sort, count)
  }

  /**
   * Until when a page made now stays true if nobody changes anything: a sale begins or ends, a scheduled product
   * appears, the last parcel of the day leaves, the day ends.
   */
  async freshUntil(): Promise<Date> {
    const now = this.#clock()
    const promises = nextPromiseChange(now, await this.#database.read.settings.all())
    return new Date(Math.min(promises.getTime(), await this.#shelf.nextChange()))
  }

  /** @throws NotFound if there is no such category or no such page of it */
  async listing(
    slug: string,
    wish: Wish,
  ): Promise<FilteredListing & { category: Category; tree: CategoryTree }> {
    const tree = await this.#shelf.categories()
    const category = tree.find(slug)
    if (!category) throw new NotFound('category')
    return { category, tree, ...(await this.#listing({ scope: { category: slug }, ...wish })) }
  }

  /**
   * What a search found, filtered and sorted like a category.
   *
   * @param ranked ids of products, best first
   * @throws NotFound if there is no such page of results
   */
  results(ranked: readonly number[], wish: Wish): Promise<FilteredListing> {
    return this.#listing({ scope: { ranked }, ...wish })
  }

  async #listing(browsing: Browsing): Promise<FilteredListing> {
    const { ids, total, facets, selection } = await this.#shelf.browse(browsing)
    const listing = new Listing(await this.#shelf.cards(ids), total, browsing.page)
    if (!listing.exists) throw new NotFound()
    const obstacles = total === 0 ? await this.#shelf.obstacles(browsing.scope, selection) : []
    return { listing, facets, selection, obstacles }
  }
}
