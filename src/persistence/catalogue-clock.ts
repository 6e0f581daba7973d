import { CoalescedRead } from './coalesced-read.ts'
import type { Statements } from './statements.ts'

export interface CatalogueTime {
  /** Rises with every commit that changes what shoppers see. */
  readonly revision: number
  /** The last revision that changed what all pages share: categories, sales, settings … */
  readonly shopRevision: number
}

export const CLOCK = {
  name: 'catalogue-clock',
  text: 'SELECT revision::float8, shop_revision::float8 AS "shopRevision" FROM catalogue_clock WHERE id = 1',
} as const

/** Tells how far the catalogue has come. An answer is never older than the question. */
export class CatalogueClock {
  readonly #read: CoalescedRead<'now', CatalogueTime>

  constructor(statements: Statements) {
    this.#read = new CoalescedRead(async () => {
      const [time] = await statements.rows<CatalogueTime>(CLOCK)
      return new Map(time && [['now', time]])
    })
  }

  async now(): Promise<CatalogueTime> {
    const time = (await this.#read.of(['now'])).get('now')
    if (!time) throw new Error('The catalogue has no clock: the row of catalogue_clock is missing.')
    return time
  }
}
