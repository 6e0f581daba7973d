import type { CategoryTree } from '../models/catalog/category.ts'
import type { Card } from '../models/catalog/listing.ts'
import type { Sale } from '../models/pricing/price-list.ts'
import type { Database, Repositories } from '../persistence/database.ts'
import type { Story } from '../persistence/shop-window.repository.ts'
import type { CatalogService } from './catalog.service.ts'

/** The home page, the same for everybody. */
export interface ShopWindow {
  readonly featured: readonly Card[]
  readonly sales: readonly { readonly name: string; readonly endsAt: Date; readonly cards: readonly Card[] }[]
  readonly wanted: readonly Card[]
  readonly newest: readonly Card[]
  readonly stories: readonly Story[]
}

const A_ROW = 4
const TWO_ROWS = 8
const MOST_SALES = 2
const STORIES = 3

export class ShopWindowService {
  readonly #database: Database
  readonly #catalog: CatalogService
  readonly #clock: () => Date

  constructor(database: Database, catalog: CatalogService, clock: () => Date) {
    this.#database = database
    this.#catalog = catalog
    this.#clock = clock
  }

  async show(): Promise<ShopWindow> {
    const repositories = this.#database.read
    const { shopWindow, tariffs } = repositories
    const now = this.#clock()
    const featured = await this.#catalog.first('featured', TWO_ROWS)
    return {
      featured,
      sales: await this.#sales((await tariffs.runningSales(now)).slice(0, MOST_SALES), repositories, now),
      wanted: await this.#catalog.cards(await shopWindow.mostWanted(A_ROW, now)),
      newest: await this.#catalog.first('newest', TWO_ROWS),
      stories: await shopWindow.stories(featured.slice(-STORIES).map(({ id }) => id)),
    }
  }

  /** What the shop shows to somebody who found nothing. */
  favourites(): Promise<readonly Card[]> {
    return this.#catalog.first('featured', A_ROW)
  }

  async #sales(
    sales: readonly Sale[],
    { catalog, shopWindow }: Repositories,
    now: Date,
  ): Promise<ShopWindow['sales']> {
    const shown = []
    for (const sale of sales) {
      const ids = await shopWindow.onSale(reachOf(sale, await catalog.categories()), A_ROW, now)
      const cards = await this.#catalog.cards(ids)
      if (cards.length > 0) shown.push({ name: sale.name, endsAt: sale.endsAt, cards })
    }
    return shown
  }
}

function reachOf({ productId, categoryId }: Sale, tree: CategoryTree) {
  if (productId !== null) return { productId }
  const roots = categoryId === null ? tree.top.map(({ id }) => id) : [categoryId]
  return { categoryIds: roots.flatMap((id) => tree.familyIds(id)) }
}
