import connectPgSimple from 'connect-pg-simple'
import session, { type Store } from 'express-session'

const PgStore = connectPgSimple(session)

/** Sessions in PostgreSQL, for a shop without Redis. */
export function postgresSessions(databaseUrl: string): Store & { close(): void } {
  return new PgStore({
    conObject: { connectionString: databaseUrl, max: 3 },
    tableName: 'session',
    createTableIfMissing: false,
    pruneSessionInterval: 15 * 60,
  })
}
