import type { Category } from '../models/catalog/category.ts'
import type { Card } from '../models/catalog/listing.ts'
import type { Published, SitemapEntry, SitemapFile } from '../models/catalog/publication.ts'
import { NotFound } from '../models/errors.ts'
import type { Database } from '../persistence/database.ts'
import type { CatalogService } from './catalog.service.ts'

export interface NewItem extends Published {
  readonly card: Card
}

/** A page that is not a product, and when what it shows last changed. */
export interface SitemapPage {
  readonly slug: string
  readonly changedAt: Date
}

const NEW_ITEMS = 30
/** Entries held in memory at a time, however large the catalogue is. */
const ENTRIES_AT_ONCE = 1_000

/** The shop as machines read it: what is new, and which pages there are. */
export class PublicationService {
  readonly #database: Database
  readonly #catalog: CatalogService
  readonly #clock: () => Date

  constructor(database: Database, catalog: CatalogService, clock: () => Date) {
    this.#database = database
    this.#catalog = catalog
    this.#clock = clock
  }

  /** Newest first. */
  async newItems(): Promise<readonly NewItem[]> {
    const repositories = this.#database.read
    const newest = await repositories.publications.newest(NEW_ITEMS, null, this.#clock())
    return this.#withCards(newest)
  }

  /** @throws NotFound */
  async newItemsIn(slug: string): Promise<{ category: Category; items: readonly NewItem[] }> {
    const repositories = this.#database.read
    const tree = await repositories.catalog.categories()
    const category = tree.find(slug)
    if (!category) throw new NotFound('category')
    const family = tree.familyOf(category).map(({ id }) => id)
    const newest = await repositories.publications.newest(NEW_ITEMS, family, this.#clock())
    return { category, items: await this.#withCards(newest) }
  }

  productFiles(): Promise<readonly SitemapFile[]> {
    return this.#database.read.publications.sitemapFiles(this.#clock())
  }

  async *productsIn({ number }: SitemapFile): AsyncGenerator<SitemapEntry> {
    const now = this.#clock()
    for (let after = 0; ; ) {
      const { publications } = this.#database.read
      const entries = await publications.sitemapEntries(number, after, ENTRIES_AT_ONCE, now)
      yield* entries
      const last = entries.at(-1)
      if (!last || entries.length < ENTRIES_AT_ONCE) return
      after = last.id
    }
  }

  /** Those with visible products in them or below them. */
  async categories(): Promise<readonly SitemapPage[]> {
    const { catalog, publications } = this.#database.read
    const changes = await publications.categoryChanges(this.#clock())
    const tree = await catalog.categories()
    return tree.top
      .flatMap((category) => tree.familyOf(category))
      .flatMap((category) => {
        const changedAt = latest(tree.familyOf(category).flatMap(({ id }) => changes.get(id) ?? []))
        return changedAt ? [{ slug: category.slug, changedAt }] : []
      })
  }

  async #withCards(newest: readonly Published[]): Promise<readonly NewItem[]> {
    const cards = await this.#catalog.cards(newest.map(({ id }) => id))
    const byId = new Map(cards.map((card) => [card.id, card]))
    return newest.flatMap((published) => {
      const card = byId.get(published.id)
      return card ? [{ ...published, card }] : []
    })
  }
}

/** Undefined when there is none. */
export function latest(dates: readonly Date[]): Date | undefined {
  return dates.reduce<Date | undefined>((last, date) => (last && date <= last ? last : date), undefined)
}
