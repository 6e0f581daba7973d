import type { Database } from '../persistence/database.ts'

export class InventoryService {
  readonly #database: Database
  readonly #clock: () => Date

  constructor(database: Database, clock: () => Date) {
    this.#database = database
    this.#clock = clock
  }

  /** Frees what carts kept for too long; a variant at a time, so that no shopper waits for the whole sweep. */
  async sweepExpiredHolds(): Promise<void> {
    const now = this.#clock()
    for (const variantId of await this.#database.read.stock.expired(now))
      await this.#database.transaction(({ stock }) => stock.expire(variantId, now))
  }
}
