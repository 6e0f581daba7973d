import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { pino } from 'pino'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { JobRunner } from '../../src/persistence/job-runner.ts'
import { aDatabase, type TestDatabase } from '../support/database.ts'

let database: TestDatabase
let pool: pg.Pool

/** graphile-worker listens on one of the two connections; all else shares the other, and is soon out of patience. */
beforeEach(async () => {
  database = await aDatabase('empty')
  pool = new pg.Pool({ connectionString: database.url, max: 2, connectionTimeoutMillis: 200 })
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
})

afterEach(async () => {
  await pool.end()
  await database[Symbol.asyncDispose]()
})

const start = (task: () => Promise<void>) =>
  JobRunner.start({ taskList: { task }, concurrency: 1 }, pool, pino({ level: 'silent' }))

const enqueue = () => database.query("SELECT graphile_worker.add_job('task', '{}')")

async function jobs(): Promise<number> {
  return (await database.query('SELECT 1 FROM graphile_worker._private_jobs')).length
}

test('a job that ends while no connection is to be had is done again, and so are those that follow', async () => {
  const taken: pg.PoolClient[] = []
  const task = vi.fn(async () => {
    if (taken.length === 0) taken.push(await pool.connect())
  })
  const runner = await start(task)
  await enqueue()
  await vi.waitFor(() => expect(taken).toHaveLength(1), 5_000)
  // Long enough that the next runner, too, fails at its first look for jobs.
  await sleep(2_500)
  expect(await jobs()).toBe(1)

  taken[0]?.release()
  await enqueue()
  await vi.waitFor(async () => expect(await jobs()).toBe(0), 10_000)
  expect(task).toHaveBeenCalledTimes(3)
  await runner.stop()
})

test('a job whose end is cut off is done again', async () => {
  const rival = new pg.Client({ connectionString: database.url })
  await rival.connect()
  const task = vi.fn(async () => {
    if (task.mock.calls.length > 1) return
    await rival.query('BEGIN')
    await rival.query('SELECT 1 FROM graphile_worker._private_jobs FOR UPDATE')
  })
  const runner = await start(task)
  await enqueue()
  await vi.waitFor(async () => expect(await cutWhoWaits()).toBe(1), 5_000)
  await rival.query('COMMIT')
  await vi.waitFor(async () => expect(await jobs()).toBe(0), 10_000)
  expect(task).toHaveBeenCalledTimes(2)
  await runner.stop()
  await rival.end()
})

test('who stops while no connection is to be had does not wait for one', async () => {
  const taken: pg.PoolClient[] = []
  const runner = await start(async () => {
    taken.push(await pool.connect())
  })
  await enqueue()
  await vi.waitFor(() => expect(taken).toHaveLength(1), 5_000)
  await sleep(300)
  await runner.stop()
  for (const client of taken) client.release()
})

/** Cuts the connection that waits for a locked row, and says how many there were. */
async function cutWhoWaits(): Promise<number> {
  const cut = await database.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND wait_event_type = 'Lock'`,
  )
  return cut.length
}
