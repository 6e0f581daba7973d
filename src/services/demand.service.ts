import type { Database, Repositories } from '../persistence/database.ts'

/** Milliseconds: popularity looks back 90 days. */
const SEASON = 90 * 86_400_000
const BATCH = 100

/** Learns from paid orders what is wanted, and what is bought together. */
export class DemandService {
  readonly #database: Database
  readonly #clock: () => Date

  constructor(database: Database, clock: () => Date) {
    this.#database = database
    this.#clock = clock
  }

  /** After an order was paid: counts the pairs of its products anew, from the orders themselves. */
  async learnFrom(orderNumber: string): Promise<void> {
    const products = await this.#database.read.demand.productsOfOrder(orderNumber)
    await this.#database.transaction(({ demand }) => demand.countPairs(products))
  }

  /** Orders that were cancelled or refunded since lose their weight. */
  async countPairs(): Promise<void> {
    await this.#inBatches(({ demand }, products) => demand.countPairs(products))
  }

  async countPopularity(): Promise<void> {
    const since = new Date(this.#clock().getTime() - SEASON)
    await this.#inBatches(({ demand }, products) => demand.countPopularity(products, since))
  }

  /** A transaction each, so that none grows with the catalogue. */
  async #inBatches(
    count: (repositories: Repositories, products: number[]) => Promise<unknown>,
  ): Promise<void> {
    let products = await this.#after(0)
    while (products.length > 0) {
      await this.#database.transaction((repositories) => count(repositories, products))
      products = await this.#after(products.at(-1) ?? 0)
    }
  }

  #after(id: number): Promise<number[]> {
    return this.#database.read.demand.productsAfter(id, BATCH)
  }
}
