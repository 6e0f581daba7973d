import connectPgSimple from 'connect-pg-simple'
import session, { type Store } from 'express-session'
import type pg from 'pg'
import type { Logger } from 'pino'
import { listenedPool } from './pool.ts'

const PgStore = connectPgSimple(session)

/** Sessions in PostgreSQL, for a shop without Redis. */
export class PostgresSessions {
  readonly store: Store
  readonly #prune: { close(): void }
  readonly #pool: pg.Pool

  constructor(databaseUrl: string, log: Logger) {
    this.#pool = listenedPool(databaseUrl, 3, (error) => log.warn(`session database: ${error.message}`))
    const store = new PgStore({
      pool: this.#pool,
      tableName: 'session',
      createTableIfMissing: false,
      pruneSessionInterval: 15 * 60,
      errorLog: (...complaint) => log.warn({ complaint }, 'session store'),
    })
    this.store = store
    this.#prune = store
  }

  async close(): Promise<void> {
    this.#prune.close()
    await this.#pool.end()
  }
}
