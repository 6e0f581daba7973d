import pg from 'pg'

/**
 * Connections for libraries that bring their own queries. A database that restarts cuts them, idle or not;
 * where nobody listens for that, Node ends the process.
 */
export function listenedPool(databaseUrl: string, size: number, onCut: (error: Error) => void): pg.Pool {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: size, connectionTimeoutMillis: 5_000 })
  pool.on('error', onCut)
  pool.on('connect', (client) => client.on('error', onCut))
  return pool
}
