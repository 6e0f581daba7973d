import fc from 'fast-check'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { NoStockOfItsOwn, OutOfStock } from '../../src/models/errors.ts'
import type { Demand } from '../../src/models/inventory/demand.ts'
import { HOLD } from '../../src/models/inventory/hold-rules.ts'
import { Database } from '../../src/persistence/database.ts'
import { LiveShelf } from '../../src/persistence/live-shelf.ts'
import { InventoryService } from '../../src/services/inventory.service.ts'
import { aDatabase, type TestDatabase } from '../support/database.ts'
import { aSet, fillSet } from '../support/sets.ts'
import { statementsOf } from '../support/statements.ts'

const NOW = new Date('2026-11-21T10:00:00Z')
const LATER = new Date(NOW.getTime() + HOLD.inCart)
const AFTER = new Date(LATER.getTime() + 60_000)
const terms = { now: NOW, expiresAt: LATER }

let store: TestDatabase
let database: Database
let inventory: InventoryService
let pool: pg.Pool
let live: LiveShelf
/** Single pieces, ten of each, and a set of two of the first and one of the second. */
let a: number
let b: number
let c: number
let box: number
let slug: string

beforeAll(async () => {
  store = await aDatabase('demo')
  database = new Database(store.url, {}, 20)
  inventory = new InventoryService(database, () => NOW)
  pool = new pg.Pool({ connectionString: store.url, max: 2 })
  live = new LiveShelf(pool, () => NOW)
  const rows = await store.query<{ id: number }>(
    'SELECT variant_id AS id FROM stock_levels WHERE on_hand >= 10 AND on_hold = 0 ORDER BY 1 DESC LIMIT 3',
  )
  ;[a = 0, b = 0, c = 0] = rows.map(({ id }) => id)
  ;({ id: box, slug } = await aSet(store, { [a]: 2, [b]: 1 }))
})

afterAll(async () => {
  await pool.end()
  await database.close()
  await store[Symbol.asyncDispose]()
})

beforeEach(async () => {
  for (const id of [a, b, c]) await inventory.correct(id, { to: 10 }, 'counted', 'test')
})

/** Whatever happened, the ledger explains it; then everybody goes home. */
afterEach(async () => {
  expect(await inventory.audit()).toEqual([])
  for (const { owner } of await store.query<{ owner: string }>('SELECT DISTINCT owner FROM holds'))
    await database.transaction(({ stock }) => stock.release(owner))
})

const line = (variantId: number, quantity: number, name?: string): Demand => ({ variantId, quantity, name })
const hold = (owner: string, lines: Demand[], beside: Demand[] = []) =>
  database.transaction(({ stock }) => stock.holdAll(owner, lines, terms, beside))
const level = (variantId: number, owner = '') => database.read.stock.level(variantId, owner, NOW)

async function held(owner: string): Promise<Record<number, number>> {
  const holds = await database.read.stock.holds(owner)
  return Object.fromEntries(holds.map(({ variantId, quantity }) => [variantId, quantity]))
}

describe('a set', () => {
  test('is held, passed on and sold by its parts', async () => {
    await hold('cart:a', [line(box, 3), line(c, 1)])
    expect(await held('cart:a')).toEqual({ [a]: 6, [b]: 3, [c]: 1 })
    expect(await level(box)).toMatchObject({ available: 2 })
    expect(await level(box, 'cart:a')).toMatchObject({ available: 5 })

    await database.transaction(({ stock }) =>
      stock.passOn('cart:a', 'order:S-1', [line(box, 3), line(c, 1)], terms),
    )
    expect(await held('order:S-1')).toEqual({ [a]: 6, [b]: 3, [c]: 1 })
    expect(await held('cart:a')).toEqual({})

    await database.transaction(({ stock }) =>
      stock.sell('order:S-1', [line(box, 3), line(c, 1)], 'order S-1', NOW),
    )
    expect(await level(a)).toMatchObject({ onHand: 4, onHold: 0 })
    expect(await level(b)).toMatchObject({ onHand: 7, onHold: 0 })
    expect(await level(c)).toMatchObject({ onHand: 9, onHold: 0 })
    const ledger = await store.query(
      "SELECT variant_id, on_hand_change, on_hold_change FROM stock_movements WHERE reference = 'order S-1' AND kind = 'sell'",
    )
    expect(ledger).toEqual(
      expect.arrayContaining([{ variant_id: a, on_hand_change: -6, on_hold_change: -6 }]),
    )
    expect(ledger).toHaveLength(3)
  })

  test('and its part in one cart share the hold of the part, whichever of them changes', async () => {
    await hold('cart:a', [line(box, 2)])
    await hold('cart:a', [line(a, 3)], [line(box, 2)])
    expect(await held('cart:a')).toEqual({ [a]: 7, [b]: 2 })
    await hold('cart:a', [line(box, 3)], [line(a, 3)])
    expect(await held('cart:a')).toEqual({ [a]: 9, [b]: 3 })
    await hold('cart:a', [line(box, 0)], [line(a, 3)])
    expect(await held('cart:a')).toEqual({ [a]: 3 })
  })

  test('leaves to its part what that takes, when it goes', async () => {
    const [set, part] = [line(box, 2), line(a, 3)]
    await hold('cart:a', [set, part])
    await database.transaction(({ stock }) => stock.release('cart:a', [box], [part]))
    expect(await held('cart:a')).toEqual({ [a]: 3 })
    await hold('cart:a', [set], [part])
    await database.transaction(({ stock }) => stock.release('cart:a', [a], [set]))
    expect(await held('cart:a')).toEqual({ [a]: 4, [b]: 2 })
    await database.transaction(({ stock }) => stock.release('cart:a', [box], []))
    expect(await held('cart:a')).toEqual({})
  })

  test('that is short is named, and how many are left beside the rest of the cart', async () => {
    await expect(hold('cart:a', [line(box, 6, 'Box')])).rejects.toMatchObject({
      ...{ variantId: box, available: 5, message: 'Requested quantity exceeds stock: 5 left of Box.' },
    })
    await expect(hold('cart:a', [line(box, 4, 'Box')], [line(a, 4)])).rejects.toMatchObject({
      ...{ variantId: box, available: 3 },
    })
    await expect(
      hold('cart:a', [line(c, 1, 'C'), line(box, 4, 'Box'), line(a, 4, 'A')]),
    ).rejects.toMatchObject({
      ...{ variantId: box, available: 3 },
    })
    await expect(hold('cart:a', [line(box, 4, 'Box'), line(b, 7, 'B')])).rejects.toMatchObject({
      ...{ variantId: box, available: 3 },
    })
    expect(await held('cart:a')).toEqual({})
  })

  test('whose part was just bought away is refused when it is paid for, as a whole', async () => {
    await hold('cart:b', [line(b, 10)])
    const sale = database.transaction(({ stock }) => stock.sell('order:S-2', [line(box, 1)], 'S-2', NOW))
    await expect(sale).rejects.toMatchObject({ variantId: box, available: 0 })
    expect(await level(a)).toMatchObject({ onHand: 10, onHold: 0 })
  })

  test('takes what other carts held for too long of its parts', async () => {
    await hold('cart:b', [line(a, 9)])
    const late = { now: AFTER, expiresAt: new Date(AFTER.getTime() + HOLD.inCart) }
    await database.transaction(({ stock }) => stock.holdAll('cart:a', [line(box, 1)], late))
    expect(await held('cart:a')).toEqual({ [a]: 2, [b]: 1 })
    expect(await held('cart:b')).toEqual({})
  })

  test('ends with its hold: the sweep frees each of its parts once', async () => {
    await hold('cart:a', [line(box, 2), line(a, 1)])
    const later = new InventoryService(database, () => AFTER)
    const freed = (await Promise.all([later.sweepExpiredHolds(), later.sweepExpiredHolds()])).flat()
    freed.push(...(await later.sweepExpiredHolds()))
    expect(freed.toSorted((one, other) => one.variantId - other.variantId)).toEqual(
      [
        { owner: 'cart:a', variantId: a, quantity: 5 },
        { owner: 'cart:a', variantId: b, quantity: 2 },
      ].toSorted((one, other) => one.variantId - other.variantId),
    )
  })

  test('with a part that never runs out is limited by the others', async () => {
    await store.query('UPDATE stock_levels SET tracked = false WHERE variant_id = $1', [a])
    try {
      expect(await level(box)).toMatchObject({ available: 10, tracked: true })
      await hold('cart:a', [line(box, 7)])
      expect(await held('cart:a')).toEqual({ [b]: 7 })
      await database.transaction(({ stock }) => stock.sell('cart:a', [line(box, 7)], 'S-3', NOW))
      expect(await level(a)).toMatchObject({ onHand: 10 })
      expect(await level(b)).toMatchObject({ onHand: 3 })
    } finally {
      await store.query('UPDATE stock_levels SET tracked = true WHERE variant_id = $1', [a])
    }
  })

  test('cannot be received or counted: its parts can', async () => {
    await expect(inventory.receive(box, 3, 'delivery')).rejects.toThrow(NoStockOfItsOwn)
    await expect(inventory.correct(box, { to: 3 }, 'counted', 'test')).rejects.toThrow(NoStockOfItsOwn)
    await inventory.receive(a, 2, 'delivery')
    expect(await level(box)).toMatchObject({ available: 6 })
  })
})

test('a hundred lines, sets among them, cost the statements of a single piece', async () => {
  const rows = await store.query<{ id: number }>(
    'SELECT variant_id AS id FROM stock_levels WHERE tracked AND on_hold = 0 ORDER BY 1 DESC LIMIT 90',
  )
  for (const { id } of rows) await inventory.correct(id, { to: 40 }, 'counted', 'test')
  const sets = await Promise.all(
    rows.slice(0, 10).map(({ id }, index) => aSet(store, { [id]: 2, [rows[index + 20]?.id ?? 0]: 1 })),
  )
  const single = [line(c, 1)]
  const all = [...rows, ...sets].map(({ id }) => line(id, 1))
  const counts: number[][] = []
  for (const lines of [single, all]) {
    const [cart, order] = [`cart:${lines.length}`, `order:${lines.length}`]
    const verbs = [
      () => database.transaction(({ stock }) => stock.holdAll(cart, lines, terms)),
      () => database.transaction(({ stock }) => stock.passOn(cart, order, lines, terms)),
      () => database.transaction(({ stock }) => stock.sell(order, lines, order, NOW)),
      () => database.transaction(({ stock }) => stock.holdAll(cart, lines, terms)),
      () =>
        database.transaction(({ stock }) => stock.release(cart, [lines[0]?.variantId ?? 0], lines.slice(1))),
      () => database.transaction(({ stock }) => stock.release(cart)),
    ]
    const count: number[] = []
    for (const verb of verbs) {
      const sent = await statementsOf(verb)
      count.push(sent.filter((text) => !/BEGIN|COMMIT|"SET /i.test(text)).length)
    }
    counts.push(count)
  }
  // Of the single piece nothing is left for the last one to free.
  expect(counts).toEqual([
    [4, 4, 4, 4, 3, 1],
    [4, 4, 4, 4, 3, 4],
  ])
})

describe('forty buyers at once', () => {
  /** A third wants the set, a third the scarce part alone, a third both in one cart. */
  const WISHES: readonly (() => Demand[])[] = [
    () => [line(box, 1)],
    () => [line(a, 1)],
    () => [line(a, 1), line(box, 1)],
  ]

  test('for sets and for the part that they share sell exactly what is there', async () => {
    await inventory.correct(a, { to: 11 }, 'counted', 'test')
    await inventory.correct(b, { to: 40 }, 'counted', 'test')
    const buyers = Array.from({ length: 40 }, async (_, index) => {
      const [cart, order] = [`cart:rush-${index}`, `order:rush-${index}`]
      const wish = WISHES[index % WISHES.length]?.() ?? []
      const lines = index % 2 ? wish : wish.toReversed()
      try {
        await database.transaction(({ stock }) => stock.holdAll(cart, lines, terms))
        await database.transaction(({ stock }) => stock.passOn(cart, order, lines, terms))
        await database.transaction(({ stock }) => stock.sell(order, lines, order, NOW))
        return lines
      } catch (error) {
        if (error instanceof OutOfStock) return []
        throw error
      }
    })
    const sold = (await Promise.all(buyers)).flat()
    const count = (id: number) => sold.filter(({ variantId }) => variantId === id).length
    const units = 2 * count(box) + count(a)
    // Whoever wants more than is left is refused; of eleven at most one can be left over, for nobody takes half a set.
    expect(units).toBeGreaterThanOrEqual(10)
    expect(await level(a)).toMatchObject({ onHand: 11 - units, onHold: 0 })
    expect(await level(b)).toMatchObject({ onHand: 40 - count(box), onHold: 0 })
  })
})

describe('the database itself refuses', () => {
  test.each<[string, () => Promise<unknown>]>([
    [
      'stock of a set',
      () => store.query('INSERT INTO stock_levels (variant_id, on_hand) VALUES ($1, 1)', [box]),
    ],
    ['a set of what has stock', () => fillSet(store, c, { [a]: 1 })],
    ['a set within a set', async () => fillSet(store, (await aSet(store, { [c]: 1 })).id, { [box]: 1 })],
    ['a set of itself', () => fillSet(store, box, { [box]: 1 })],
    ['none of a part', () => fillSet(store, box, { [c]: 0 })],
    ['more of a part than a cart can count', () => fillSet(store, box, { [c]: 100 })],
    [
      'a part that has no shelf any more',
      () => store.query('DELETE FROM stock_levels WHERE variant_id = $1', [a]),
    ],
  ])('%s', async (_what, act) => {
    await expect(act()).rejects.toThrow(/constraint|cannot have stock of its own/)
  })

  test('that something becomes a set while it gets stock', async () => {
    const { id } = await aSet(store, {})
    const [one, other] = [await pool.connect(), await pool.connect()]
    try {
      await one.query('BEGIN')
      await one.query('INSERT INTO stock_levels (variant_id) VALUES ($1)', [id])
      const filled = other.query(
        'INSERT INTO bundle_parts (variant_id, part_variant_id, quantity) VALUES ($1, $2, 1)',
        [id, a],
      )
      const refused = expect(filled).rejects.toThrow(/cannot have stock of its own/)
      await one.query('COMMIT')
      await refused
    } finally {
      one.release()
      other.release()
    }
  })
})

describe('whoever looks at the stock of a set', () => {
  const figures = fc.record({
    onHand: fc.integer({ min: 0, max: 12 }),
    held: fc.integer({ min: 0, max: 12 }),
    tracked: fc.boolean(),
  })

  test('is told the same everywhere', async () => {
    const [{ product }] = (await store.query('SELECT product_id AS product FROM variants WHERE id = $1', [
      box,
    ])) as [{ product: number }]
    await fc.assert(
      fc.asyncProperty(figures, figures, async (first, second) => {
        for (const [id, { onHand, held, tracked }] of [[a, first] as const, [b, second] as const]) {
          await store.query(
            'UPDATE stock_levels SET on_hand = $2, on_hold = $3, tracked = $4 WHERE variant_id = $1',
            [...[id, onHand, Math.min(onHand, held), tracked]],
          )
        }
        const said = await level(box)
        const state = await live.state(product)
        const [sql] = await store.query('SELECT * FROM stock_of($1)', [box])
        const [shelved] = await database.read.shelf.products([product])
        const [card] = await database.read.shelf.cards([product])
        expect(sql).toEqual({ on_hand: said.onHand, on_hold: said.onHold, tracked: said.tracked })
        expect(state?.levels.get(box)).toEqual(said)
        expect(shelved?.variants).toMatchObject([{ available: said.covers(1) }])
        expect(card?.variants).toMatchObject([{ mood: said.mood }])
      }),
      { numRuns: 60 },
    )
    await store.query(
      'UPDATE stock_levels SET tracked = true, on_hold = 0, on_hand = 10 WHERE variant_id = ANY($1)',
      [[a, b]],
    )
  })
})

describe('the catalogue’s clock', () => {
  const revisionOf = async (which: string) => {
    const [row] = await store.query<{ revision: string }>(
      'SELECT r.shelf_revision AS revision FROM product_revisions r JOIN products p ON p.id = r.product_id WHERE p.slug = $1',
      [which],
    )
    return Number(row?.revision)
  }
  const partSlug = async () => {
    const [row] = await store.query<{ slug: string }>(
      'SELECT p.slug FROM products p JOIN variants v ON v.product_id = p.id WHERE v.id = $1',
      [a],
    )
    return row?.slug ?? ''
  }

  test('moves for a set that becomes scarce while there is plenty of each part', async () => {
    const [before, part] = [await revisionOf(slug), await revisionOf(await partSlug())]
    await inventory.correct(a, { by: -3 }, 'counted', 'test')
    expect(await level(box)).toMatchObject({ available: 3, mood: 'few' })
    expect(await revisionOf(slug)).toBeGreaterThan(before)
    expect(await revisionOf(await partSlug())).toBe(part)
  })

  test('stands still for a set as long as its card says the same', async () => {
    await inventory.correct(a, { to: 30 }, 'counted', 'test')
    const before = await revisionOf(slug)
    await inventory.correct(a, { by: -3 }, 'counted', 'test')
    expect(await revisionOf(slug)).toBe(before)
  })

  test('moves when something is put into a set or taken out of it', async () => {
    for (const change of [
      () => fillSet(store, box, { [c]: 1 }),
      () => store.query('DELETE FROM bundle_parts WHERE variant_id = $1 AND part_variant_id = $2', [box, c]),
    ]) {
      const before = await revisionOf(slug)
      await change()
      expect(await revisionOf(slug)).toBeGreaterThan(before)
    }
  })
})

test('customers whose cart wants more than there is are found through sets, too', async () => {
  const [user] = await store.query<{ id: number }>(
    "INSERT INTO users (email, name, password_hash) VALUES ('sets@x.org', 'Ada', '-') RETURNING id",
  )
  const [cart] = await store.query<{ id: string }>(
    'INSERT INTO carts (id, user_id, updated_at) VALUES (gen_random_uuid(), $1, now()) RETURNING id',
    [user?.id],
  )
  const put = (variant: number, quantity: number) =>
    store.query('INSERT INTO cart_lines (cart_id, variant_id, quantity) VALUES ($1, $2, $3)', [
      ...[cart?.id, variant, quantity],
    ])
  const wanting = () => database.read.carts.wantingMoreThanThereIs([a])
  await put(box, 4)
  expect(await wanting()).toEqual([])
  await put(a, 3)
  expect(await wanting()).toEqual([user?.id])
  expect(await database.read.carts.wantingMoreThanThereIs([c])).toEqual([])
})
