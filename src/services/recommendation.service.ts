import type { Card } from '../models/catalog/listing.ts'
import { recommend } from '../models/catalog/recommendations.ts'
import type { Database } from '../persistence/database.ts'
import type { CatalogService } from './catalog.service.ts'

export interface RecommendedCard {
  readonly card: Card
  /** 'Because you bought azurite' */
  readonly reason: string
}

/** What a customer might like, from what they bought. */
export class RecommendationService {
  readonly #database: Database
  readonly #catalog: CatalogService
  readonly #clock: () => Date

  constructor(database: Database, catalog: CatalogService, clock: () => Date) {
    this.#database = database
    this.#catalog = catalog
    this.#clock = clock
  }

  /** Empty for whoever has bought nothing yet. */
  async forCustomer(userId: number): Promise<readonly RecommendedCard[]> {
    const { recommendations } = this.#database.read
    const possessions = await recommendations.possessionsOf(userId)
    if (possessions.length === 0) return []

    const chosen = recommend(possessions, await recommendations.suggestions(possessions, this.#clock()))
    const cards = await this.#catalog.cards(chosen.map(({ productId }) => productId))
    const bySlug = new Map(cards.map((card) => [card.slug, card]))
    return chosen.flatMap(({ slug, reason }) => {
      const card = bySlug.get(slug)
      return card && card.availability !== 'gone' ? [{ card, reason }] : []
    })
  }
}
