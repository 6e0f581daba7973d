import type { Correction } from '../models/inventory/correction.ts'
import type { Discrepancy } from '../models/inventory/discrepancy.ts'
import type { FreedHold } from '../models/inventory/hold-rules.ts'
import type { Database } from '../persistence/database.ts'

/** Few enough that no shopper waits for the whole sweep. */
const VARIANTS_A_SWEEP = 100

export class InventoryService {
  readonly #database: Database
  readonly #clock: () => Date

  constructor(database: Database, clock: () => Date) {
    this.#database = database
    this.#clock = clock
  }

  /**
   * Goods that came in.
   *
   * @param reference the delivery they came with
   */
  async receive(variantId: number, quantity: number, reference: string): Promise<void> {
    await this.#database.transaction(({ stock }) => stock.receive(variantId, quantity, reference))
  }

  /**
   * Goods were counted, and the books are made to say the same.
   *
   * @param who the person who counted
   * @throws HeldUnits if fewer would be on hand than shoppers hold
   */
  async correct(variantId: number, correction: Correction, reason: string, who: string): Promise<void> {
    const note = { reference: who, reason, now: this.#clock() }
    await this.#database.transaction(({ stock }) => stock.correct(variantId, correction, note))
  }

  /**
   * Frees what carts kept for too long.
   *
   * @returns what was freed, so that those shoppers can be told
   */
  async sweepExpiredHolds(): Promise<readonly FreedHold[]> {
    const now = this.#clock()
    const variants = await this.#database.read.stock.expired(now)
    const freed: FreedHold[] = []
    for (let done = 0; done < variants.length; done += VARIANTS_A_SWEEP) {
      const batch = variants.slice(done, done + VARIANTS_A_SWEEP)
      freed.push(...(await this.#database.transaction(({ stock }) => stock.expire(batch, now))))
    }
    return freed
  }

  /** @returns the figures that the ledger does not explain; the shop may be selling meanwhile */
  audit(): Promise<readonly Discrepancy[]> {
    return this.#database.read.stock.discrepancies()
  }
}
