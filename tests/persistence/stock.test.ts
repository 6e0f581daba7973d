import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { OutOfStock } from '../../src/models/errors.ts'
import { Database } from '../../src/persistence/database.ts'
import { aDatabase, type TestDatabase } from '../support/database.ts'

const NOW = new Date('2026-11-21T10:00:00Z')
const LATER = new Date('2026-11-21T10:30:00Z')
const AFTER = new Date('2026-11-21T10:31:00Z')
const terms = { now: NOW, expiresAt: LATER }

let store: TestDatabase
let database: Database
/** Two variants with five units each. */
let a: number
let b: number

beforeAll(async () => {
  store = await aDatabase('demo')
  database = new Database(store.url, {}, 20)
})

afterAll(async () => {
  await database.close()
  await store[Symbol.asyncDispose]()
})

beforeEach(async () => {
  const rows = await store.query<{ variant_id: number }>(
    'SELECT variant_id FROM stock_levels WHERE on_hold = 0 AND on_hand > 0 AND variant_id NOT IN (SELECT variant_id FROM holds) ORDER BY 1 LIMIT 2',
  )
  ;[a = 0, b = 0] = rows.map((row) => row.variant_id)
  await store.query('UPDATE stock_levels SET on_hand = 5 WHERE variant_id IN ($1, $2)', [a, b])
})

const hold = (owner: string, variantId: number, quantity: number) =>
  database.transaction(({ stock }) => stock.hold(owner, { variantId, quantity }, terms))
const level = (variantId: number, owner = '') => database.read.stock.level(variantId, owner, NOW)

describe('a hold', () => {
  test('keeps units from others and not from its owner', async () => {
    await hold('cart:a', a, 3)
    expect((await level(a)).available).toBe(2)
    expect((await level(a, 'cart:a')).available).toBe(5)
    await expect(hold('cart:b', a, 3)).rejects.toThrow(OutOfStock)
  })

  test('is made larger and smaller, and let go, by its owner alone', async () => {
    await hold('cart:a', a, 2)
    await hold('cart:a', a, 5)
    await hold('cart:a', a, 1)
    expect(await level(a)).toMatchObject({ onHand: 5, onHold: 1 })
    await hold('cart:a', a, 0)
    expect(await level(a)).toMatchObject({ onHold: 0 })
  })

  test('that has run out is freed once, however many sweep', async () => {
    await hold('cart:a', a, 2)
    const sweep = () => database.transaction(({ stock }) => stock.expire(a, AFTER))
    await Promise.all([sweep(), sweep(), sweep(), sweep()])
    expect(await level(a)).toMatchObject({ onHand: 5, onHold: 0 })
  })

  test('that has run out makes way for the next shopper even before it is swept', async () => {
    await hold('cart:a', a, 5)
    const late = { now: AFTER, expiresAt: new Date('2026-11-21T11:00:00Z') }
    await database.transaction(({ stock }) => stock.hold('cart:b', { variantId: a, quantity: 4 }, late))
    expect(await level(a)).toMatchObject({ onHold: 4 })
  })

  test('of an order does not end by itself', async () => {
    await hold('order:LM-1', a, 2)
    expect(await database.read.stock.expired(AFTER)).not.toContain(a)
    await database.transaction(({ stock }) => stock.expire(a, AFTER))
    expect(await level(a)).toMatchObject({ onHold: 2 })
  })

  test('is passed from a cart to its order without a moment in between', async () => {
    await hold('cart:a', a, 2)
    await database.transaction(({ stock }) =>
      stock.passOn('cart:a', 'order:LM-2', [{ variantId: a, quantity: 2 }], terms),
    )
    expect((await level(a, 'order:LM-2')).ownHold).toBe(2)
    expect((await level(a, 'cart:a')).ownHold).toBe(0)
    expect(await level(a)).toMatchObject({ onHand: 5, onHold: 2 })
  })

  test('of several lines is all or nothing', async () => {
    await hold('cart:b', b, 5)
    const both = [
      { variantId: b, quantity: 1 },
      { variantId: a, quantity: 1 },
    ]
    await expect(database.transaction(({ stock }) => stock.holdAll('cart:a', both, terms))).rejects.toThrow(
      OutOfStock,
    )
    expect(await level(a)).toMatchObject({ onHold: 0 })
  })
})

describe('selling', () => {
  test('takes units that were held, and units that are free when the hold was lost', async () => {
    await hold('order:LM-3', a, 2)
    const sell = (variantId: number) =>
      database.transaction(({ stock }) =>
        stock.sell('order:LM-3', [{ variantId, quantity: 2 }], 'order LM-3', NOW),
      )
    await sell(a)
    await sell(b)
    expect(await level(a)).toMatchObject({ onHand: 3, onHold: 0 })
    expect(await level(b)).toMatchObject({ onHand: 3, onHold: 0 })
  })

  test('what another shopper holds is not sold', async () => {
    await hold('cart:b', a, 4)
    const sale = database.transaction(({ stock }) =>
      stock.sell('order:LM-4', [{ variantId: a, quantity: 2 }], 'order', NOW),
    )
    await expect(sale).rejects.toThrow(OutOfStock)
    expect(await level(a)).toMatchObject({ onHand: 5, onHold: 4 })
  })
})

test('forty carts that want the same specimens in any order deadlock nobody and promise no unit twice', async () => {
  const carts = Array.from({ length: 40 }, (_, index) => {
    const demands = [
      { variantId: a, quantity: 1 },
      { variantId: b, quantity: 1 },
    ]
    return database
      .transaction(({ stock }) =>
        stock.holdAll(`cart:many-${index}`, index % 2 ? demands : demands.toReversed(), terms),
      )
      .then(
        () => 'held',
        (error: unknown) => (error instanceof OutOfStock ? 'refused' : String(error)),
      )
  })
  const endings = await Promise.all(carts)
  expect(endings.filter((ending) => ending === 'held')).toHaveLength(5)
  expect(endings.filter((ending) => ending === 'refused')).toHaveLength(35)
  expect(await level(a)).toMatchObject({ onHand: 5, onHold: 5 })
  expect(await level(b)).toMatchObject({ onHand: 5, onHold: 5 })
})
