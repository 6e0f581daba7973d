import pg from 'pg'

/** Milliseconds. Long, because those who wait here are in no hurry, and a job that gives up is work done twice. */
const TIMEOUT = 30_000

/**
 * Connections for libraries that bring their own queries. A database that restarts cuts them, idle or not;
 * where nobody listens for that, Node ends the process.
 */
export function listenedPool(
  databaseUrl: string,
  size: number,
  onCut: (error: Error) => void,
  options: Pick<pg.PoolConfig, 'onConnect'> = {},
): pg.Pool {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: size,
    connectionTimeoutMillis: TIMEOUT,
    ...options,
  })
  pool.on('error', onCut)
  pool.on('connect', (client) => client.on('error', onCut))
  return pool
}

/**
 * Connections for a few named statements that are asked over and over. Each plans them once: left to itself, PostgreSQL
 * plans a statement with lists anew for every list, which takes three times as long as answering it.
 */
export function plannedPool(databaseUrl: string, size: number, onCut: (error: Error) => void): pg.Pool {
  return listenedPool(databaseUrl, size, onCut, {
    onConnect: (client) => client.query('SET plan_cache_mode = force_generic_plan'),
  })
}
