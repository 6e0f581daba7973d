import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'

export interface TestDatabase extends AsyncDisposable {
  readonly url: string
  /** Looks or meddles behind the shop's back. */
  query<Row extends pg.QueryResultRow>(sql: string, values?: unknown[]): Promise<Row[]>
}

/** A database of its own for one test file: empty, or with the demo catalogue. */
export async function aDatabase(content: 'empty' | 'demo' = 'empty'): Promise<TestDatabase> {
  const server = inject('postgres')
  const name = `test_${randomBytes(6).toString('hex')}`
  await once(server, `CREATE DATABASE ${name} TEMPLATE template_${content}`)

  const url = server.replace(/\/postgres$/, `/${name}`)
  const pool = new pg.Pool({ connectionString: url, max: 2 })
  // Dropping the database cuts idle connections.
  pool.on('error', () => {})
  return {
    url,
    query: async (sql, values) => (await pool.query(sql, values)).rows,
    [Symbol.asyncDispose]: async () => {
      await pool.end()
      await once(server, `DROP DATABASE ${name} WITH (FORCE)`)
    },
  }
}

async function once(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}
