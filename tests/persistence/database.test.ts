import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Overrun } from '../../src/models/errors.ts'
import { Database } from '../../src/persistence/database.ts'
import { aDatabase, type TestDatabase } from '../support/database.ts'

/** Milliseconds. */
const PATIENCE = 200

describe('a database with one connection', () => {
  let store: TestDatabase
  let database: Database

  beforeAll(async () => {
    store = await aDatabase('demo')
    database = new Database(store.url, {}, 1, PATIENCE)
  })

  afterAll(async () => {
    await database.close()
    await store[Symbol.asyncDispose]()
  })

  test('refuses what waits for too long by a name of its own, and serves again afterwards', async () => {
    const long = database.transaction(async ({ settings }) => {
      await settings.all()
      await sleep(PATIENCE * 4)
      return 'done'
    })
    await sleep(PATIENCE / 2)
    await expect(database.transaction(({ settings }) => settings.all())).rejects.toThrow(Overrun)
    expect(await long).toBe('done')
    expect((await database.transaction(({ settings }) => settings.all())).currency).toBe('EUR')
  })
})
