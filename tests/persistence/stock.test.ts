import fc from 'fast-check'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { HeldUnits, OutOfStock } from '../../src/models/errors.ts'
import { HOLD } from '../../src/models/inventory/hold-rules.ts'
import { Database } from '../../src/persistence/database.ts'
import { InventoryService } from '../../src/services/inventory.service.ts'
import { aDatabase, type TestDatabase } from '../support/database.ts'

const NOW = new Date('2026-11-21T10:00:00Z')
const LATER = new Date('2026-11-21T10:30:00Z')
const AFTER = new Date('2026-11-21T10:31:00Z')
const terms = { now: NOW, expiresAt: LATER }

let store: TestDatabase
let database: Database
let inventory: InventoryService
let clock = NOW
/** Two variants with five units each. */
let a: number
let b: number

beforeAll(async () => {
  store = await aDatabase('demo')
  database = new Database(store.url, {}, 20)
  inventory = new InventoryService(database, () => clock)
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
  clock = NOW
  for (const variantId of [a, b]) await inventory.correct(variantId, { to: 5 }, 'counted', 'test')
})

/** Whatever happened, the ledger explains it; then everybody goes home. */
afterEach(async () => {
  expect(await inventory.audit()).toEqual([])
  for (const { owner } of await store.query<{ owner: string }>('SELECT DISTINCT owner FROM holds'))
    await database.transaction(({ stock }) => stock.release(owner))
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

describe('a hundred lines', () => {
  const owners = { cart: 'cart:large', order: 'order:large' }
  let large: { variantId: number; quantity: number }[]

  beforeEach(async () => {
    const rows = await store.query<{ id: number }>(
      'SELECT variant_id AS id FROM stock_levels WHERE tracked AND on_hold = 0 AND variant_id NOT IN (SELECT variant_id FROM holds) LIMIT 100',
    )
    large = rows.map(({ id }) => ({ variantId: id, quantity: 1 }))
    for (const { variantId } of large) await inventory.correct(variantId, { to: 5 }, 'counted', 'test')
  })

  test('ask the database no more than one line does', async () => {
    const small = large.slice(0, 1)
    const verbs: [string, (demands: typeof large) => Promise<unknown>][] = [
      ['hold', (demands) => database.transaction(({ stock }) => stock.holdAll(owners.cart, demands, terms))],
      [
        'pass on',
        (demands) =>
          database.transaction(({ stock }) => stock.passOn(owners.cart, owners.order, demands, terms)),
      ],
      [
        'sell',
        (demands) => database.transaction(({ stock }) => stock.sell(owners.order, demands, 'large', NOW)),
      ],
      [
        'hold again',
        (demands) => database.transaction(({ stock }) => stock.holdAll(owners.cart, demands, terms)),
      ],
      ['release', () => database.transaction(({ stock }) => stock.release(owners.cart))],
    ]
    const counts: Record<string, number> = {}
    for (const demands of [small, large])
      for (const [verb, run] of verbs)
        counts[`${verb} ${demands.length}`] = await statementsOf(() => run(demands))
    expect(counts).toEqual({
      ...{ 'hold 1': 4, 'pass on 1': 4, 'sell 1': 4, 'hold again 1': 4, 'release 1': 4 },
      ...{ 'hold 100': 4, 'pass on 100': 4, 'sell 100': 4, 'hold again 100': 4, 'release 100': 4 },
    })
  })

  test('are swept by two at once, each unit once, and both together tell whose they were', async () => {
    await database.transaction(({ stock }) => stock.holdAll(owners.cart, large, terms))
    clock = AFTER
    const freed = (await Promise.all([inventory.sweepExpiredHolds(), inventory.sweepExpiredHolds()])).flat()
    // What one of them left to the other because it was locked is gone, too.
    freed.push(...(await inventory.sweepExpiredHolds()))
    expect(freed.map(({ variantId }) => variantId).sort()).toEqual(
      large.map(({ variantId }) => variantId).sort(),
    )
    expect(new Set(freed.map(({ owner, quantity }) => `${owner} ${quantity}`))).toEqual(
      new Set([`${owners.cart} 1`]),
    )
    expect(await database.read.stock.holds(owners.cart)).toEqual([])
  })

  test('are swept without waiting for the shopper who is just busy with one of them', async () => {
    await database.transaction(({ stock }) => stock.holdAll(owners.cart, large, terms))
    clock = AFTER
    const late = { now: AFTER, expiresAt: new Date('2026-11-21T11:00:00Z') }
    const freed = await database.transaction(async ({ stock }) => {
      await stock.hold('cart:busy', { variantId: large[0]?.variantId ?? 0, quantity: 1 }, late)
      return inventory.sweepExpiredHolds()
    })
    expect(freed).toHaveLength(99)
    expect(await inventory.sweepExpiredHolds()).toHaveLength(1)
  })
})

describe('lines of one order', () => {
  test('that want the same variant are added up', async () => {
    const twice = [
      { variantId: a, quantity: 3 },
      { variantId: a, quantity: 3, name: 'Azurite' },
    ]
    const attempt = database.transaction(({ stock }) => stock.holdAll('cart:twice', twice, terms))
    await expect(attempt).rejects.toMatchObject({ variantId: a, available: 5, message: /5 left of Azurite/ })
    await inventory.receive(a, 1, 'delivery')
    await database.transaction(({ stock }) => stock.holdAll('cart:twice', twice, terms))
    expect(await level(a)).toMatchObject({ onHand: 6, onHold: 6 })
  })

  test('that could be held are, even if somebody catches that another could not, and are freed with the rest', async () => {
    await hold('cart:b', b, 4)
    const demands = [
      { variantId: a, quantity: 2 },
      { variantId: b, quantity: 2 },
    ]
    await database.transaction(async ({ stock }) => {
      await expect(stock.holdAll('order:short', demands, terms)).rejects.toMatchObject({
        variantId: b,
        available: 1,
      })
      expect(await stock.discrepancies()).toEqual([])
      await expect(stock.sell('order:short', demands, 'order short', NOW)).rejects.toThrow(OutOfStock)
      expect(await stock.discrepancies()).toEqual([])
      await stock.release('order:short')
    })
    expect(await level(a)).toMatchObject({ onHand: 3, onHold: 0 })
  })

  test('of what the shop has never had are refused', async () => {
    await expect(hold('cart:a', 2_000_000_000, 1)).rejects.toMatchObject({ available: 0 })
  })
})

describe('a hold that has run out', () => {
  test('never blocks its owner, who begins a new one', async () => {
    await hold('cart:a', a, 5)
    const muchLater = new Date(NOW.getTime() + HOLD.longestInCart + 60_000)
    const anew = { now: muchLater, expiresAt: new Date(muchLater.getTime() + HOLD.inCart) }
    await database.transaction(async ({ stock }) => {
      await stock.hold('cart:a', { variantId: a, quantity: 5 }, anew)
      await stock.extend('cart:a', muchLater)
    })
    expect(await database.read.stock.holds('cart:a')).toMatchObject([
      { quantity: 5, firstHeld: muchLater, expiresAt: anew.expiresAt },
    ])
    clock = muchLater
    expect(await inventory.sweepExpiredHolds()).toEqual([])
  })

  test('is told of when it makes way for somebody else', async () => {
    await hold('cart:a', a, 5)
    const freed = await database.transaction(async ({ stock }) => {
      await stock.hold('cart:b', { variantId: a, quantity: 1 }, { now: AFTER, expiresAt: AFTER })
      return stock.freed
    })
    expect(freed).toEqual([{ owner: 'cart:a', variantId: a, quantity: 5 }])
  })

  test('is kept while there is enough for everybody', async () => {
    await hold('cart:a', a, 2)
    await database.transaction(({ stock }) =>
      stock.hold('cart:b', { variantId: a, quantity: 3 }, { now: AFTER, expiresAt: AFTER }),
    )
    expect((await level(a, 'cart:a')).ownHold).toBe(2)
  })
})

describe('a count of the shelves', () => {
  test('makes the books say the same, and the ledger who counted and why', async () => {
    await inventory.correct(a, { by: -2 }, 'two were broken', 'mia@shop.example')
    await inventory.correct(a, { to: 4 }, 'one was behind the shelf', 'mia@shop.example')
    await inventory.correct(a, { to: 4 }, 'nothing to correct', 'mia@shop.example')
    expect(await level(a)).toMatchObject({ onHand: 4 })
    const ledger = await store.query(
      "SELECT on_hand_change, reason FROM stock_movements WHERE variant_id = $1 AND kind = 'correct' AND reference = 'mia@shop.example' ORDER BY id",
      [a],
    )
    expect(ledger).toEqual([
      { on_hand_change: -2, reason: 'two were broken' },
      { on_hand_change: 1, reason: 'one was behind the shelf' },
    ])
  })

  test('cannot take what shoppers hold, and says how much that is', async () => {
    await hold('cart:a', a, 3)
    const attempt = inventory.correct(a, { to: 2 }, 'counted', 'test')
    await expect(attempt).rejects.toThrow(HeldUnits)
    await expect(attempt).rejects.toMatchObject({ held: 3, message: /have 3 of these on hold/ })
    await inventory.correct(a, { to: 3 }, 'counted', 'test')
    expect(await level(a)).toMatchObject({ onHand: 3, onHold: 3 })
  })

  test('takes what a cart held for too long', async () => {
    await hold('cart:a', a, 3)
    clock = AFTER
    await inventory.correct(a, { to: 1 }, 'counted', 'test')
    expect(await level(a)).toMatchObject({ onHand: 1, onHold: 0 })
  })

  test('finds the first goods of a variant that had no shelf', async () => {
    await store.query('DELETE FROM stock_levels WHERE variant_id = $1', [a])
    await store.query(
      "INSERT INTO stock_movements (variant_id, kind, on_hand_change, on_hold_change, reference) VALUES ($1, 'correct', -5, 0, 'test')",
      [a],
    )
    await inventory.correct(a, { to: 3 }, 'found', 'test')
    expect(await level(a)).toMatchObject({ onHand: 3, onHold: 0, tracked: true })
  })
})

test('an audit finds what no ledger explains and what nobody holds', async () => {
  await store.query('UPDATE stock_levels SET on_hand = 7, on_hold = 1 WHERE variant_id = $1', [a])
  expect(await inventory.audit()).toEqual([
    { variantId: a, onHand: 7, onHold: 1, ledgerOnHand: 5, ledgerOnHold: 0, held: 0 },
  ])
  await store.query('UPDATE stock_levels SET on_hand = 5, on_hold = 0 WHERE variant_id = $1', [a])
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

test('whatever carts share whatever variants, nobody deadlocks and nobody waits for long', async () => {
  const rows = await store.query<{ id: number }>(
    'SELECT variant_id AS id FROM stock_levels WHERE tracked AND on_hand >= 5 AND on_hold = 0 ORDER BY 1 LIMIT 8',
  )
  const shared = rows.map(({ id }) => id)
  const line = fc.record({ variantId: fc.constantFrom(...shared), quantity: fc.integer({ min: 1, max: 3 }) })
  const carts = fc.array(fc.array(line, { minLength: 1, maxLength: 6 }), { minLength: 20, maxLength: 20 })
  const waits: number[] = []

  await fc.assert(
    fc.asyncProperty(carts, async (carts) => {
      const stories = carts.map((demands, index) => async () => {
        const [cart, order] = [`cart:r2-${index}`, `order:r2-${index}`]
        await database.transaction(async ({ stock }) => {
          await stock.holdAll(cart, demands, terms)
          await stock.extend(cart, NOW)
        })
        await database.transaction(({ stock }) => stock.passOn(cart, order, demands, terms))
        if (index % 2) await database.transaction(({ stock }) => stock.release(order))
        else await database.transaction(({ stock }) => stock.sell(order, demands, order, NOW))
      })
      const endings = await Promise.all(
        stories.map(async (story) => {
          const began = performance.now()
          const ending = await story().then(
            () => 'bought',
            (error: unknown) => (error instanceof OutOfStock ? 'refused' : String(error)),
          )
          waits.push(performance.now() - began)
          return ending
        }),
      )
      expect(endings.filter((ending) => ending !== 'bought' && ending !== 'refused')).toEqual([])
      expect(await inventory.audit()).toEqual([])
      for (const variantId of shared) await inventory.receive(variantId, 2, 'delivery')
    }),
    { numRuns: 10 },
  )

  const p95 = waits.toSorted((one, other) => one - other)[Math.floor(waits.length * 0.95)]
  expect(p95).toBeLessThan(5_000)
  expect(await deadlocks()).toBe(0)
})

/** Statements that a piece of work asks the database, those that open and close its transaction left out. */
async function statementsOf(work: () => Promise<unknown>): Promise<number> {
  const query = vi.spyOn(pg.Client.prototype, 'query')
  try {
    await work()
    return query.mock.calls
      .map(([asked]) => String((asked as { text?: string }).text ?? asked))
      .filter((text) => !/^(BEGIN|COMMIT|SET )/i.test(text)).length
  } finally {
    query.mockRestore()
  }
}

/** Those, too, that were repeated without anybody noticing. Connections report them when they are closed. */
async function deadlocks(): Promise<number | undefined> {
  await database.close()
  database = new Database(store.url, {}, 20)
  inventory = new InventoryService(database, () => clock)
  const [row] = await store.query<{ deadlocks: number }>(
    'SELECT deadlocks::int FROM pg_stat_database WHERE datname = current_database()',
  )
  return row?.deadlocks
}
