import pg from 'pg'

/** Milliseconds. Long, because those who wait here are in no hurry, and a job that gives up is work done twice. */
const TIMEOUT = 30_000

/**
 * Connections for libraries that bring their own queries. A database that restarts cuts them, idle or not;
 * where nobody listens for that, Node ends the process.
 */
export function listenedPool(databaseUrl: string, size: number, onCut: (error: Error) => void): pg.Pool {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: size, connectionTimeoutMillis: TIMEOUT })
  pool.on('error', onCut)
  pool.on('connect', (client) => client.on('error', onCut))
  return pool
}
