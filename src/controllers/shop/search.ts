import type { Request, Response } from 'express'
import { SEARCH_SORTS } from '../../models/catalog/listing.ts'
import type { CatalogService } from '../../services/catalog.service.ts'
import type { Found, SearchService } from '../../services/search.service.ts'
import type { ShopWindowService } from '../../services/shop-window.service.ts'
import type { Services } from '../../services.ts'
import { searchQuery, selectionQuery } from '../forms.ts'
import { ListingAddress } from '../listing-address.ts'

export class SearchController {
  readonly #search: SearchService
  readonly #catalog: CatalogService
  readonly #shopWindow: ShopWindowService

  constructor(services: Pick<Services, 'search' | 'catalog' | 'shopWindow'>) {
    this.#search = services.search
    this.#catalog = services.catalog
    this.#shopWindow = services.shopWindow
  }

  show = async (req: Request, res: Response) => {
    const { q, page, sort, exact } = searchQuery.parse(req.query)
    const wish = { sort, page, selection: selectionQuery.parse(req.query) }
    if (!q) return this.#invite(res)
    const found = await this.#search.find(q, { exact })
    if (found.productIds.length === 0) {
      // Who insists on their spelling was offered something already.
      if (page === 1 && !exact) this.#search.miss(q)
      return this.#regret(res, q)
    }
    const results = await this.#catalog.results(found.productIds, wish)
    await res.page('search/show', {
      title: `Search: ${q}`,
      query: q,
      found,
      categoriesNamed: await this.#categoriesNamed(found, page),
      indexable: false,
      address: new ListingAddress('/search', { sort, selection: results.selection }, 'relevance', {
        q,
        ...(exact && { exact: '1' }),
      }),
      sorts: SEARCH_SORTS,
      ...results,
    })
  }

  async #invite(res: Response): Promise<void> {
    const { top: categories } = await this.#catalog.categories()
    await res.page('search/new', { title: 'Search', categories, indexable: false })
  }

  /** Nothing was found: the words stay, and there are ways on. */
  async #regret(res: Response, query: string): Promise<void> {
    await res.page('search/nothing', {
      title: `Search: ${query}`,
      query,
      instead: await this.#search.instead(query),
      cards: await this.#shopWindow.favourites(),
      categories: (await this.#catalog.categories()).top,
      indexable: false,
    })
  }

  async #categoriesNamed(found: Found, page: number) {
    return page === 1 ? this.#search.categories(found) : []
  }
}
