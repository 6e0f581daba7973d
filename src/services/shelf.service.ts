import { CardMaker } from '../models/catalog/card-maker.ts'
import type { CategoryTree } from '../models/catalog/category.ts'
import type { Card } from '../models/catalog/listing.ts'
import type { Selection } from '../models/catalog/selection.ts'
import {
  type Browsed,
  type Browsing,
  type Obstacle,
  type Scope,
  ShelfIndex,
} from '../models/catalog/shelf/shelf-index.ts'
import type { ShelvedProduct } from '../models/catalog/shelf/shelf-plan.ts'
import type { PriceList } from '../models/pricing/price-list.ts'
import type { CatalogueTime } from '../persistence/catalogue-clock.ts'
import type { Database } from '../persistence/database.ts'
import { CardFile } from './card-file.ts'

/** Products a question, while the shelf is filled. */
const CHUNK = 2_000
/** Beyond this the oldest are forgotten; a card, with its HTML, is about four kilobytes. */
const MOST_CARDS_KEPT = 20_000

interface KeptCard {
  readonly card: Card
  readonly revision: number
  readonly prices: PriceList
}

/** Keeps the shelf in step with the database: no answer misses a change that was committed before its question. */
export class ShelfService {
  readonly #database: Database
  readonly #clock: () => Date
  #index = new ShelfIndex()
  /** How far the index has come; null before it was filled. */
  #at: CatalogueTime | null = null
  #catchingUp: Promise<void> = Promise.resolve()
  /** As views know them, so that what they make of a card is kept with it. */
  readonly #cards = new Map<number, KeptCard>()
  readonly #cardFile: CardFile

  constructor(database: Database, clock: () => Date) {
    this.#database = database
    this.#clock = clock
    this.#cardFile = new CardFile((ids) => database.read.shelf.cards(ids))
  }

  async browse(browsing: Browsing): Promise<Browsed> {
    return (await this.#current()).browse(browsing, this.#clock())
  }

  async obstacles(scope: Scope, selection: Selection): Promise<readonly Obstacle[]> {
    return (await this.#current()).obstacles(scope, selection, this.#clock())
  }

  /** When a sale begins or ends, or a scheduled product appears; milliseconds since 1970, infinite if nothing is due. */
  async nextChange(): Promise<number> {
    return (await this.#current()).nextChange(this.#clock())
  }

  async categories(): Promise<CategoryTree> {
    return (await this.#current()).categories(this.#clock())
  }

  async first(sort: 'featured' | 'newest', count: number): Promise<readonly Card[]> {
    return this.cards((await this.#current()).first(sort, count, this.#clock()))
  }

  /** In the order of the ids; what is not for sale is left out. */
  async cards(ids: readonly number[]): Promise<readonly Card[]> {
    const index = await this.#current()
    // Asks the index for the time of now, so that a sale that has just begun is on the cards too.
    const tree = index.categories(this.#clock())
    const { prices } = index
    const isKept = (id: number) => {
      const kept = this.#cards.get(id)
      return kept !== undefined && kept.prices === prices && kept.revision === index.revisionOf(id)
    }
    const missing = ids.filter((id) => !isKept(id))
    const made =
      missing.length > 0
        ? await this.#make(missing, index, new CardMaker(index.plan, tree, prices))
        : new Map<number, Card>()
    return ids.flatMap((id) => made.get(id) ?? this.#cards.get(id)?.card ?? [])
  }

  /** A card is kept under the revision that the index had before its facts were asked for: it may be newer, not older. */
  async #make(
    ids: readonly number[],
    index: ShelfIndex,
    maker: CardMaker,
  ): Promise<ReadonlyMap<number, Card>> {
    const revisions = new Map(ids.map((id) => [id, index.revisionOf(id)]))
    const { prices } = index
    const facts = await this.#cardFile.of(ids, index)
    const cards = facts.flatMap((fact) => maker.card(fact) ?? [])
    for (const card of cards) {
      const revision = revisions.get(card.id)
      // Of what is not on the shelf nobody would hear when it changes.
      if (revision !== undefined) this.#cards.set(card.id, { card, prices, revision })
    }
    for (const id of this.#cards.keys()) {
      if (this.#cards.size <= MOST_CARDS_KEPT) break
      this.#cards.delete(id)
    }
    return new Map(cards.map((card) => [card.id, card]))
  }

  async #current(): Promise<ShelfIndex> {
    const time = await this.#database.clock.now()
    if (!this.#hasReached(time)) {
      // Whoever waits for another's catching up may need no more.
      const caughtUp = this.#catchingUp.then(() => this.#catchUpTo(time))
      this.#catchingUp = caughtUp.catch(() => {})
      await caughtUp
    }
    return this.#index
  }

  #hasReached({ revision }: CatalogueTime): boolean {
    return this.#at !== null && this.#at.revision >= revision
  }

  async #catchUpTo(time: CatalogueTime): Promise<void> {
    if (this.#hasReached(time)) return
    if (!this.#at) await this.#fill()
    else {
      if (this.#at.shopRevision < time.shopRevision) await this.#arrange()
      await this.#follow(this.#at.revision)
    }
    this.#at = time
  }

  /** Changes that are committed meanwhile are in the next revision, which the next question brings. */
  async #fill(): Promise<void> {
    this.#index = new ShelfIndex()
    await this.#arrange()
    const { shelf } = this.#database.read
    for (let after = 0; ; ) {
      const products = await shelf.chunk(after, CHUNK)
      await this.#put(products)
      if (products.length < CHUNK) break
      after = products.at(-1)?.id ?? after
    }
    this.#index.tidy()
    // Nobody waits for that. What is missing when it is broken off is read when it is shown.
    void this.#cardFile.fill(this.#index).catch(() => {})
  }

  async #follow(revision: number): Promise<void> {
    const { shelf } = this.#database.read
    const changed = await shelf.changedSince(revision)
    for (let from = 0; from < changed.length; from += CHUNK) {
      const ids = changed.slice(from, from + CHUNK)
      const products = await shelf.products(ids)
      const shown = new Set(products.map(({ id }) => id))
      for (const id of ids) if (!shown.has(id)) this.#index.remove(id)
      await this.#put(products)
    }
  }

  async #put(products: readonly ShelvedProduct[]): Promise<void> {
    if (!products.every((product) => this.#index.knows(product))) await this.#arrange()
    for (const product of products) this.#index.put(product)
  }

  async #arrange(): Promise<void> {
    this.#index.arrange(await this.#database.read.shelf.plan(this.#clock()))
  }
}
