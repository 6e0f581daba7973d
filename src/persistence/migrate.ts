import { createHash, randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runMigrations as migrateJobs } from 'graphile-worker'
import pg from 'pg'
import { listenedPool } from './pool.ts'

/** A database that was made by another version of the same migration: neither going on nor back is safe. */
export class MigrationEdited extends Error {
  override name = 'MigrationEdited'

  constructor(migration: string) {
    super(
      `Migration ${migration} was edited after it was applied to this database.\n` +
        'Restore the file as it was, or start with a new database (without DATABASE_URL: remove the data folder).',
    )
  }
}

/** Any number; the same for every process, so that only one migrates at a time. */
const ADVISORY_LOCK = 7_204_311

/**
 * Applies what is missing from prisma/migrations and records it as `prisma migrate deploy` does,
 * so that both can be used on the same database. Prisma's own command downloads a schema engine first.
 *
 * @returns the names of the migrations that were applied
 * @throws MigrationEdited if a migration that was applied has been edited since
 */
export async function migrate(databaseUrl: string, folder = 'prisma/migrations'): Promise<string[]> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    await client.query('SELECT pg_advisory_lock($1)', [ADVISORY_LOCK])
    const applied = await applyMissing(client, folder)
    await migrateJobTables(databaseUrl)
    return applied
  } finally {
    await client.end()
  }
}

/** With a pool of our own: the one that graphile-worker would make is not waited for when it ends. */
async function migrateJobTables(databaseUrl: string): Promise<void> {
  const pgPool = listenedPool(databaseUrl, 1, () => {})
  try {
    await migrateJobs({ pgPool })
  } finally {
    await pgPool.end()
  }
}

async function applyMissing(client: pg.Client, folder: string): Promise<string[]> {
  await client.query(BOOKKEEPING)
  const { rows } = await client.query<{ migration_name: string; checksum: string }>(
    'SELECT migration_name, checksum FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL',
  )
  const known = new Map(rows.map((row) => [row.migration_name, row.checksum]))

  const applied: string[] = []
  for (const { name, sql, checksum } of migrationsIn(folder)) {
    const recorded = known.get(name)
    if (recorded && recorded !== checksum) throw new MigrationEdited(name)
    if (recorded) continue
    await apply(client, name, sql, checksum)
    applied.push(name)
  }
  return applied
}

/** In one transaction: a migration that fails half-way leaves nothing behind. */
async function apply(client: pg.Client, name: string, sql: string, checksum: string): Promise<void> {
  await client.query('BEGIN')
  try {
    await client.query(sql)
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, now(), now(), 1)`,
      [randomUUID(), checksum, name],
    )
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK')
    throw error
  }
}

function migrationsIn(folder: string): { name: string; sql: string; checksum: string }[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort()
    .map((name) => {
      const sql = readFileSync(join(folder, name, 'migration.sql'), 'utf8')
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
    })
}

/** Column for column what Prisma creates. */
const BOOKKEEPING = `
  CREATE TABLE IF NOT EXISTS _prisma_migrations (
    id                  VARCHAR(36) PRIMARY KEY NOT NULL,
    checksum            VARCHAR(64) NOT NULL,
    finished_at         TIMESTAMPTZ,
    migration_name      VARCHAR(255) NOT NULL,
    logs                TEXT,
    rolled_back_at      TIMESTAMPTZ,
    started_at          TIMESTAMPTZ NOT NULL DEFAULT now(),
    applied_steps_count INTEGER NOT NULL DEFAULT 0
  )`
