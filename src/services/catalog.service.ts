import type { Category, CategoryTree } from '../models/catalog/category.ts'
import { type Card, Listing, type Sort } from '../models/catalog/listing.ts'
import type { Offer } from '../models/catalog/offer.ts'
import type { Product } from '../models/catalog/product.ts'
import { Shelf } from '../models/catalog/shelf.ts'
import { NotFound } from '../models/errors.ts'
import type { Database, Repositories } from '../persistence/database.ts'

export interface ProductOnShow {
  readonly product: Product
  readonly offers: readonly Offer[]
  readonly chosen: Offer
}

const ON_HOME = 8

export class CatalogService {
  readonly #database: Database
  readonly #clock: () => Date

  constructor(database: Database, clock: () => Date) {
    this.#database = database
    this.#clock = clock
  }

  categories(): Promise<CategoryTree> {
    return this.#database.read.catalog.categories()
  }

  async home(): Promise<{ featured: Card[]; newest: Card[] }> {
    const repositories = this.#database.read
    return {
      featured: await this.#cards(await repositories.catalog.featured(ON_HOME), repositories),
      newest: await this.#cards(await repositories.catalog.newest(ON_HOME), repositories),
    }
  }

  /** @throws NotFound if there is no such category or no such page of it */
  async listing(
    slug: string,
    sort: Sort,
    page: number,
  ): Promise<{ category: Category; tree: CategoryTree; listing: Listing }> {
    const repositories = this.#database.read
    const tree = await repositories.catalog.categories()
    const category = tree.find(slug)
    if (!category) throw new NotFound('category')
    const family = tree.familyOf(category).map(({ id }) => id)
    const { ids, total } = await repositories.catalog.inCategories(family, sort, page)
    return { category, tree, listing: await this.#listing(ids, total, page, repositories) }
  }

  /** @throws NotFound if there is no such page of results */
  async search(words: string, page: number): Promise<Listing> {
    const repositories = this.#database.read
    const { ids, total } = await repositories.catalog.search(words, page)
    return this.#listing(ids, total, page, repositories)
  }

  /**
   * @param variantId the variant a link names; otherwise the first that can be bought
   * @param owner whose own hold does not count against them
   * @throws NotFound
   */
  async product(slug: string, variantId: number | undefined, owner: string): Promise<ProductOnShow> {
    const repositories = this.#database.read
    const product = await repositories.catalog.product(slug)
    if (!product) throw new NotFound('specimen')
    const shelf = await this.#shelf([product], owner, repositories)
    const offers = product.variants.map((variant) => shelf.offer(variant))
    const buyable = new Set(offers.filter(({ stock }) => stock.covers(1)).map(({ variant }) => variant.id))
    const chosen = shelf.offer(product.choose(variantId, (variant) => buyable.has(variant.id)))
    return { product, offers, chosen }
  }

  async #listing(
    ids: readonly number[],
    total: number,
    page: number,
    repositories: Repositories,
  ): Promise<Listing> {
    const listing = new Listing(await this.#cards(ids, repositories), total, page)
    if (!listing.exists) throw new NotFound()
    return listing
  }

  async #cards(ids: readonly number[], repositories: Repositories): Promise<Card[]> {
    const products = await repositories.catalog.products(ids)
    const shelf = await this.#shelf(products, '', repositories)
    return products.flatMap((product) => shelf.card(product) ?? [])
  }

  async #shelf(
    products: readonly Product[],
    owner: string,
    { stock, tariffs }: Repositories,
  ): Promise<Shelf> {
    const variantIds = products.flatMap(({ variants }) => variants.map(({ id }) => id))
    const now = this.#clock()
    return new Shelf(await tariffs.priceList(now), await stock.levels(variantIds, owner, now))
  }
}
