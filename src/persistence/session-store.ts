import connectPgSimple from 'connect-pg-simple'
import session, { type Store } from 'express-session'
import pg from 'pg'
import type { Logger } from 'pino'

const PgStore = connectPgSimple(session)

/** Sessions in PostgreSQL, for a shop without Redis. */
export class PostgresSessions {
  readonly store: Store
  readonly #prune: { close(): void }
  readonly #pool: pg.Pool

  constructor(databaseUrl: string, log: Logger) {
    this.#pool = new pg.Pool({ connectionString: databaseUrl, max: 3, connectionTimeoutMillis: 5_000 })
    // A database that restarts cuts idle connections; without a listener that would end the process.
    this.#pool.on('error', (error) => log.warn({ err: error }, 'session database'))
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
