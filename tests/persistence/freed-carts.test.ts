import { afterAll, beforeAll, expect, test } from 'vitest'
import { Database } from '../../src/persistence/database.ts'
import { InventoryService } from '../../src/services/inventory.service.ts'
import { aDatabase, type TestDatabase } from '../support/database.ts'

const CART = '0b0ee1a6-5a1c-4b9e-9a52-3f2f6f8f0001'
const ANOTHER = '0b0ee1a6-5a1c-4b9e-9a52-3f2f6f8f0002'
const NOW = new Date('2026-11-21T10:00:00Z')
const LATER = new Date('2026-11-21T10:30:00Z')
const AFTER = new Date('2026-11-21T10:31:00Z')

let store: TestDatabase
let database: Database
let told: string[]
let variantId: number

beforeAll(async () => {
  store = await aDatabase('demo')
  database = new Database(store.url, { onCarts: (ids) => told.push(...ids) })
  const [row] = await store.query<{ variant_id: number }>(
    'UPDATE stock_levels SET on_hand = 5 WHERE variant_id = (SELECT min(id) FROM variants) RETURNING variant_id',
  )
  variantId = row?.variant_id ?? 0
})

afterAll(async () => {
  await database.close()
  await store[Symbol.asyncDispose]()
})

const hold = (owner: string, quantity: number, now: Date) =>
  database.transaction(({ stock }) =>
    stock.hold(owner, { variantId, quantity }, { now, expiresAt: new Date(now.getTime() + 1_800_000) }),
  )

test('carts whose holds the sweep frees are told, and nobody else', async () => {
  await hold(`cart:${CART}`, 2, NOW)
  await hold(`cart:${ANOTHER}`, 1, LATER)
  told = []
  await new InventoryService(database, () => AFTER).sweepExpiredHolds()
  expect(told).toEqual([CART])
})

test('a cart is told, too, when the next shopper takes the units before the sweep comes', async () => {
  await hold(`cart:${ANOTHER}`, 3, NOW)
  told = []
  await hold(`cart:${CART}`, 5, AFTER)
  expect(told).toEqual([ANOTHER])
})
