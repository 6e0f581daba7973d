import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { Database } from '../../src/persistence/database.ts'
import { InventoryService } from '../../src/services/inventory.service.ts'
import { aDatabase, type TestDatabase } from '../support/database.ts'
import { aFolder } from '../support/temporary.ts'
import type { Answer, Command, Units } from './inventory-commands.ts'
import type { Message } from './inventory-process.ts'

/**
 * More runs, or the runs of a failure once more:
 * INVENTORY_RUNS=1000 INVENTORY_SEED=… npm test -- tests/persistence/inventory.test.ts
 */
const { INVENTORY_RUNS = '10', INVENTORY_SEED } = process.env
const RUNS = {
  numRuns: Number(INVENTORY_RUNS),
  ...(INVENTORY_SEED && { seed: Number(INVENTORY_SEED) }),
  // Shrinking a failure must leave time to print it.
  interruptAfterTimeLimit: Number(INVENTORY_RUNS) * 1_000 + 30_000,
}
const TIMEOUT = Number(INVENTORY_RUNS) * 2_000 + 60_000

const PROCESSES = 2
const OPENING_STOCK = 6
const MORNING = Date.parse('2026-11-21T08:00:00Z')

let store: TestDatabase
let database: Database
let inventory: InventoryService
let branches: ChildProcess[]
/** Those that everybody wants. */
let variants: number[]
let customers: number[]
const folder = aFolder('inventory')

beforeAll(async () => {
  store = await aDatabase('demo')
  database = new Database(store.url)
  inventory = new InventoryService(database, () => new Date(MORNING))
  branches = Array.from({ length: PROCESSES }, () =>
    fork('tests/persistence/inventory-process.ts', {
      env: { ...process.env, DATABASE_URL: store.url, DATA_DIR: folder },
    }),
  )
  await Promise.all(branches.map((branch) => once(branch, 'message')))

  const rows = await store.query<{ id: number }>(
    `SELECT v.id FROM variants v JOIN products p ON p.id = v.product_id JOIN stock_levels s ON s.variant_id = v.id
      WHERE p.status = 'published' AND p.published_at <= now() AND s.tracked AND s.on_hand > 0 ORDER BY v.id LIMIT 3`,
  )
  variants = rows.map(({ id }) => id)
  const users = await store.query<{ id: number }>(
    "INSERT INTO users (email, name, password_hash) VALUES ('ada@x.org', 'Ada', '-'), ('bob@x.org', 'Bob', '-') RETURNING id",
  )
  customers = users.map(({ id }) => id)
})

afterAll(async () => {
  for (const branch of branches) branch.kill()
  await database.close()
  await store[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

/** Indexes stand for variants and customers, so that an example that failed can be read and run again. */
const quantity = fc.integer({ min: 1, max: 4 })
const variant = fc.nat({ max: 2 })
const person = fc.oneof(
  fc.nat({ max: 1 }).map((customer) => ({ customer })),
  fc.nat({ max: 1 }).map((guest) => ({ guest })),
)
const anOrder = fc.nat({ max: 3 })
const anything: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant('add' as const), who: person, variant, quantity }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      ...{ do: fc.constant('change' as const), who: person, variant },
      quantity: fc.integer({ min: 0, max: 7 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      ...{ do: fc.constant('merge' as const) },
      ...{ guest: fc.nat({ max: 1 }), customer: fc.nat({ max: 1 }) },
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('order' as const), who: person }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('pay' as const), order: anOrder }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('abandon' as const), order: anOrder }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('wait' as const), minutes: fc.constantFrom(1, 29, 31, 125) }),
  },
  { weight: 1, arbitrary: fc.constant({ do: 'sweep' as const }) },
  {
    weight: 2,
    arbitrary: fc.record({
      ...{ do: fc.constant('correct' as const), variant },
      by: fc.integer({ min: -3, max: 2 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('receive' as const), variant, quantity }) },
)

/** Everybody goes home, every shelf is filled to the same mark, and all that by the book. */
async function newDay(): Promise<void> {
  const owners = await store.query<{ owner: string }>('SELECT DISTINCT owner FROM holds')
  for (const { owner } of owners) await database.transaction(({ stock }) => stock.release(owner))
  for (const id of variants) await inventory.correct(id, { to: OPENING_STOCK }, 'a new day', 'test')
  await store.query('DELETE FROM cart_lines')
  await Promise.all(branches.map((branch) => ask(branch, { ask: 'begin', now: MORNING })))
}

async function ask(branch: ChildProcess, message: Message): Promise<Answer[]> {
  const answered = once(branch, 'message')
  branch.send(message)
  return (await answered)[0]
}

function perform(branch: number, script: readonly Command[]): Promise<Answer[]> {
  return ask(branches[branch] as ChildProcess, { ask: 'perform', script: script.map(real) })
}

/** The command with the ids that this database gave. */
function real(command: Command): Command {
  const ids: Record<string, unknown> = {}
  if ('variant' in command) ids.variant = variants[command.variant]
  if ('customer' in command) ids.customer = customers[command.customer]
  if ('who' in command && 'customer' in command.who) ids.who = { customer: customers[command.who.customer] }
  return { ...command, ...ids } as Command
}

describe('whatever happens to stock, in several processes,', () => {
  beforeEach(newDay)

  test(
    'one thing after the other, each does exactly what it says',
    async () => {
      const turn = fc.tuple(fc.nat({ max: PROCESSES - 1 }), anything)
      await fc.assert(
        fc
          .asyncProperty(fc.array(turn, { minLength: 8, maxLength: 25 }), async (turns) => {
            let now = MORNING
            let before = await theBooks()
            for (const [branch, command] of turns) {
              // All clocks of a fleet go alike.
              const where = command.do === 'wait' ? branches.map((_, index) => index) : [branch]
              const [[answer]] = (await Promise.all(where.map((index) => perform(index, [command])))) as [
                [Answer],
              ]
              const after = await theBooks()

              expect(answer.ending).not.toMatch(/failed/)
              expectation(real(command), answer, new Expectation(before, now)).check(after)
              if (command.do === 'wait') now += command.minutes * 60_000
              before = after
            }
            expect(await inventory.audit()).toEqual([])
          })
          .beforeEach(newDay),
        RUNS,
      )
    },
    TIMEOUT,
  )

  test(
    'all at once, no unit is lost, promised twice or unexplained, and nobody sees an error',
    async () => {
      const script = fc.array(anything, { minLength: 5, maxLength: 20 })
      await fc.assert(
        fc
          .asyncProperty(fc.tuple(...Array.from({ length: PROCESSES }, () => script)), async (scripts) => {
            const answers = (await Promise.all(scripts.map((script, index) => perform(index, script)))).flat()
            const commands = scripts.flat().map(real)

            expect(
              answers.map(({ ending }) => ending).filter((ending) => ending.startsWith('failed')),
            ).toEqual([])
            expect(await inventory.audit()).toEqual([])
            expect((await theBooks()).onHand).toEqual(countedUnits(commands, answers))
            expect(await figuresThatCouldNotBe()).toEqual([])
          })
          .beforeEach(newDay),
        RUNS,
      )
    },
    TIMEOUT,
  )
})

interface Hold {
  readonly owner: string
  readonly variantId: number
  readonly quantity: number
  readonly expiresAt: Date
}

interface Books {
  readonly onHand: ReadonlyMap<number, number>
  readonly holds: readonly Hold[]
}

async function theBooks(): Promise<Books> {
  const levels = await store.query<{ id: number; on_hand: number }>(
    'SELECT variant_id AS id, on_hand FROM stock_levels WHERE variant_id = ANY($1) ORDER BY 1',
    [variants],
  )
  const holds = await store.query<Hold & Record<string, unknown>>(
    'SELECT owner, variant_id AS "variantId", quantity, expires_at AS "expiresAt" FROM holds',
  )
  return { onHand: new Map(levels.map(({ id, on_hand }) => [id, on_hand])), holds }
}

/** What is on hand when nothing was lost: the opening stock and what every command said it did. */
function countedUnits(commands: readonly Command[], answers: readonly Answer[]): Map<number, number> {
  const units = new Map(variants.map((id) => [id, OPENING_STOCK]))
  const add = (id: number, more: number) => units.set(id, (units.get(id) ?? 0) + more)
  commands.forEach((command, index) => {
    const answer = answers[index]
    if (answer?.ending !== 'done') return
    if (command.do === 'correct') add(command.variant, command.by)
    if (command.do === 'receive') add(command.variant, command.quantity)
    if (command.do === 'pay')
      for (const [id, sold] of Object.entries(answer.order?.units ?? {})) add(Number(id), -sold)
  })
  return units
}

/** Lines of the ledger after which, had one looked, more was on hold than on hand, or less than nothing. */
function figuresThatCouldNotBe(): Promise<unknown[]> {
  return store.query(
    `SELECT * FROM (
       SELECT id, variant_id, kind,
              sum(on_hand_change) OVER so_far AS on_hand, sum(on_hold_change) OVER so_far AS on_hold
         FROM stock_movements WINDOW so_far AS (PARTITION BY variant_id ORDER BY id)) figures
      WHERE on_hold < 0 OR on_hand < on_hold`,
  )
}

/** What a command must have made of the books: the model. */
class Expectation {
  readonly #before: Books
  readonly #now: number
  readonly #onHand: Map<number, number>
  /** Quantities that a hold may have afterwards, by owner and variant. */
  readonly #holds = new Map<string, readonly number[]>()

  constructor(before: Books, now: number) {
    this.#before = before
    this.#now = now
    this.#onHand = new Map(before.onHand)
    for (const { owner, variantId, quantity } of before.holds) this.hold(owner, variantId, quantity)
  }

  hasLapsed({ owner, expiresAt }: Hold): boolean {
    return owner.startsWith('cart:') && expiresAt.getTime() <= this.#now
  }

  hold(owner: string, variantId: number, ...quantities: number[]): void {
    this.#holds.set(`${owner} ${variantId}`, quantities)
  }

  /** As it was, or anything up to this many. */
  allow(owner: string, variantId: number, most: number): void {
    const asItWas = this.#holds.get(`${owner} ${variantId}`) ?? [0]
    this.hold(owner, variantId, ...asItWas, ...Array.from({ length: most + 1 }, (_, units) => units))
  }

  moveOnHand(variantId: number, change: number): void {
    this.#onHand.set(variantId, (this.#onHand.get(variantId) ?? 0) + change)
  }

  /** Units that nobody but these owners keeps; what carts held for too long is free. */
  free(variantId: number, ...owners: string[]): number {
    return this.#left(variantId, owners, (hold) => !this.hasLapsed(hold))
  }

  /** Whoever takes more than is left makes those go who held for too long. */
  take(variantId: number, quantity: number, ...owners: string[]): void {
    if (quantity <= this.#left(variantId, owners, () => true)) return
    for (const hold of this.#before.holds)
      if (hold.variantId === variantId && this.hasLapsed(hold) && !owners.includes(hold.owner))
        this.hold(hold.owner, variantId, 0, hold.quantity)
  }

  letGo(gone: (hold: Hold) => boolean): void {
    for (const hold of this.#before.holds.filter(gone)) this.hold(hold.owner, hold.variantId, 0)
  }

  check(after: Books): void {
    expect(after.onHand).toEqual(this.#onHand)
    const held = new Map(after.holds.map((hold) => [`${hold.owner} ${hold.variantId}`, hold.quantity]))
    for (const hold of new Set([...this.#holds.keys(), ...held.keys()]))
      expect(this.#holds.get(hold) ?? [0], hold).toContain(held.get(hold) ?? 0)
  }

  #left(variantId: number, owners: readonly string[], counts: (hold: Hold) => boolean): number {
    return this.#before.holds
      .filter((hold) => hold.variantId === variantId && !owners.includes(hold.owner) && counts(hold))
      .reduce((left, { quantity }) => left - quantity, this.#before.onHand.get(variantId) ?? 0)
  }
}

/** The rules of the shop, once more. */
function expectation(command: Command, { ending, carts, order }: Answer, model: Expectation): Expectation {
  const [cart, guest] = carts
  switch (command.do) {
    case 'add':
    case 'change': {
      const { variant, quantity } = command
      const { owner, before: lines } = cart as Answer['carts'][number]
      want(model, owner, variant, quantity + (command.do === 'add' ? (lines[variant] ?? 0) : 0))
      break
    }
    case 'merge':
      model.letGo(({ owner }) => owner === guest?.owner)
      for (const [id, units] of entries(guest?.before)) {
        const owners = [cart?.owner ?? '', guest?.owner ?? '']
        const joined = Math.min(units + (cart?.before[id] ?? 0), model.free(id, ...owners))
        model.hold(owners[0] ?? '', id, joined)
        model.take(id, joined, ...owners)
      }
      break
    case 'order': {
      const { owner, before: lines } = cart as Answer['carts'][number]
      const isThere = entries(lines).every(([id, units]) => units <= model.free(id, owner))
      expect(ending).toBe(isThere ? 'done' : 'OutOfStock')
      if (!isThere) break
      for (const [id, units] of entries(lines)) {
        model.take(id, units, owner)
        model.hold(owner, id, 0)
        model.hold(order?.owner ?? '', id, units)
      }
      break
    }
    case 'pay':
    case 'abandon':
      expect(ending).toBe('done')
      for (const [id, units] of entries(order?.units)) {
        model.hold(order?.owner ?? '', id, 0)
        if (command.do === 'pay') model.moveOnHand(id, -units)
      }
      break
    case 'sweep':
      model.letGo((hold) => model.hasLapsed(hold))
      break
    case 'correct': {
      const { variant, by } = command
      const isThere = -by <= model.free(variant)
      expect(ending).toBe(isThere ? 'done' : 'HeldUnits')
      if (!isThere) break
      model.take(variant, -by)
      model.moveOnHand(variant, by)
      break
    }
    case 'receive':
      model.moveOnHand(command.variant, command.quantity)
      break
    case 'wait':
      break
  }
  return model
}

/** What is there is held; what is not leaves the hold as it was, or as large as it can be. */
function want(model: Expectation, owner: string, variant: number, units: number): void {
  const free = model.free(variant, owner)
  if (units <= free) model.hold(owner, variant, units)
  else model.allow(owner, variant, free)
  if (units > 0) model.take(variant, units, owner)
}

function entries(units: Units = {}): [number, number][] {
  return Object.entries(units).map(([id, quantity]) => [Number(id), quantity])
}
