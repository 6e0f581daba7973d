import type { Rows } from './database.ts'

export interface MissedSearch {
  readonly words: string
  readonly times: number
  readonly lastAt: Date
}

/** The newest are kept, so that a robot's nonsense cannot fill the disk. */
const MOST = 1_000

export class MissedSearchRepository {
  readonly #rows: Rows

  constructor(rows: Rows) {
    this.#rows = rows
  }

  /** The most wanted first. */
  async all(most: number): Promise<readonly MissedSearch[]> {
    return this.#rows.missedSearch.findMany({
      orderBy: [{ times: 'desc' }, { lastAt: 'desc' }, { words: 'asc' }],
      take: most,
    })
  }

  async add(words: string, now: Date): Promise<void> {
    await this.#rows.$executeRaw`
      INSERT INTO missed_searches AS known (words, last_at) VALUES (${words}, ${now})
      ON CONFLICT (words) DO UPDATE SET times = known.times + 1, last_at = excluded.last_at`
    await this.#rows.$executeRaw`
      DELETE FROM missed_searches WHERE last_at < (
        SELECT last_at FROM missed_searches ORDER BY last_at DESC OFFSET ${MOST - 1} LIMIT 1)`
  }

  /** Somebody took care of these. */
  async remove(words: readonly string[]): Promise<void> {
    await this.#rows.missedSearch.deleteMany({ where: { words: { in: [...words] } } })
  }
}
