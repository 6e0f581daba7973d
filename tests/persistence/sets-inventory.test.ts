import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { Database } from '../../src/persistence/database.ts'
import { InventoryService } from '../../src/services/inventory.service.ts'
import { aDatabase, type TestDatabase } from '../support/database.ts'
import { aSet, type Contents } from '../support/sets.ts'
import { aFolder } from '../support/temporary.ts'
import type { Answer, Command, Units } from './inventory-commands.ts'
import type { Message } from './inventory-process.ts'

/** As inventory.test.ts, for carts with sets and their parts: INVENTORY_RUNS=1000 INVENTORY_SEED=… npm test -- <this file> */
const { INVENTORY_RUNS = '10', INVENTORY_SEED } = process.env
const RUNS = {
  numRuns: Number(INVENTORY_RUNS),
  ...(INVENTORY_SEED && { seed: Number(INVENTORY_SEED) }),
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
/** Three single pieces, then the two sets that are made of them. */
let variants: number[]
let sets: ReadonlyMap<number, Contents>
let customers: number[]
const folder = aFolder('sets-inventory')

beforeAll(async () => {
  store = await aDatabase('demo')
  database = new Database(store.url)
  inventory = new InventoryService(database, () => new Date(MORNING))
  const rows = await store.query<{ id: number }>(
    `SELECT v.id FROM variants v JOIN products p ON p.id = v.product_id JOIN stock_levels s ON s.variant_id = v.id
      WHERE p.status = 'published' AND p.published_at <= now() AND s.tracked AND s.on_hand > 0 ORDER BY v.id LIMIT 3`,
  )
  const [a = 0, b = 0, c = 0] = rows.map(({ id }) => id)
  const contents: Contents[] = [
    { [a]: 2, [b]: 1 },
    { [a]: 1, [c]: 3 },
  ]
  const made = await Promise.all(contents.map((parts) => aSet(store, parts)))
  variants = [a, b, c, ...made.map(({ id }) => id)]
  sets = new Map(made.map(({ id }, index) => [id, contents[index] ?? {}]))

  branches = Array.from({ length: PROCESSES }, () =>
    fork('tests/persistence/inventory-process.ts', {
      env: { ...process.env, DATABASE_URL: store.url, DATA_DIR: folder },
    }),
  )
  await Promise.all(branches.map((branch) => once(branch, 'message')))
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
const piece = fc.nat({ max: 2 })
const anyVariant = fc.nat({ max: 4 })
const person = fc.oneof(
  fc.nat({ max: 1 }).map((customer) => ({ customer })),
  fc.nat({ max: 1 }).map((guest) => ({ guest })),
)
const anOrder = fc.nat({ max: 3 })
const does = <Name extends Command['do']>(name: Name) => fc.constant(name)
const quantity = fc.integer({ min: 1, max: 3 })
const anything: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ do: does('add'), who: person, variant: anyVariant, quantity }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      ...{ do: does('change'), who: person, variant: anyVariant },
      quantity: fc.integer({ min: 0, max: 5 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: does('merge'), guest: fc.nat({ max: 1 }), customer: fc.nat({ max: 1 }) }),
  },
  { weight: 3, arbitrary: fc.record({ do: does('order'), who: person }) },
  { weight: 2, arbitrary: fc.record({ do: does('pay'), order: anOrder }) },
  { weight: 1, arbitrary: fc.record({ do: does('abandon'), order: anOrder }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: does('wait'), minutes: fc.constantFrom(1, 29, 31, 125) }),
  },
  { weight: 1, arbitrary: fc.record({ do: does('sweep') }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: does('correct'), variant: piece, by: fc.integer({ min: -3, max: 2 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: does('receive'), variant: piece, quantity }) },
)

/** Everybody goes home, every shelf is filled to the same mark, and all that by the book. */
async function newDay(): Promise<void> {
  const owners = await store.query<{ owner: string }>('SELECT DISTINCT owner FROM holds')
  for (const { owner } of owners) await database.transaction(({ stock }) => stock.release(owner))
  for (const id of variants.slice(0, 3))
    await inventory.correct(id, { to: OPENING_STOCK }, 'a new day', 'test')
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

describe('whatever happens to sets and their parts, in several processes,', () => {
  beforeEach(newDay)

  test(
    'one thing after the other, each holds, sells and frees exactly the parts',
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
              checkUnits(real(command), answer, before, after)
              checkHolds(real(command), answer, { before, after, now })
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
            const endings = answers.map(({ ending }) => ending)
            expect(endings.filter((ending) => ending.startsWith('failed'))).toEqual([])
            expect(await inventory.audit()).toEqual([])
            expect((await theBooks()).onHand).toEqual(countedUnits(scripts.flat().map(real), answers))
            expect(await figuresThatCouldNotBe()).toEqual([])
          })
          .beforeEach(newDay),
        RUNS,
      )
    },
    TIMEOUT,
  )
})

interface Books {
  readonly onHand: ReadonlyMap<number, number>
  readonly holds: readonly Hold[]
}

interface Hold {
  readonly owner: string
  readonly variantId: number
  readonly quantity: number
  readonly expiresAt: Date
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

/** Once more, and differently from the shop: what lines take from the shelves. */
function partsOf(units: Units = {}): Map<number, number> {
  const parts = new Map<number, number>()
  for (const [id, quantity] of Object.entries(units).map(([id, count]) => [Number(id), count] as const))
    for (const [part, each] of Object.entries(sets.get(id) ?? { [id]: 1 }))
      parts.set(Number(part), (parts.get(Number(part)) ?? 0) + each * quantity)
  return parts
}

/** By how many units a command says to have changed what is on hand. */
function changes(command: Command, { ending, order }: Answer): [number, number][] {
  if (ending !== 'done') return []
  if (command.do === 'correct') return [[command.variant, command.by]]
  if (command.do === 'receive') return [[command.variant, command.quantity]]
  return command.do === 'pay' ? [...partsOf(order?.units)].map(([id, sold]) => [id, -sold]) : []
}

function countedUnits(commands: readonly Command[], answers: readonly Answer[]): Map<number, number> {
  const units = new Map(variants.slice(0, 3).map((id) => [id, OPENING_STOCK]))
  commands.forEach((command, index) => {
    const answer = answers[index]
    for (const [id, change] of answer ? changes(command, answer) : [])
      units.set(id, (units.get(id) ?? 0) + change)
  })
  return units
}

function checkUnits(command: Command, answer: Answer, before: Books, after: Books): void {
  const expected = new Map(before.onHand)
  for (const [id, change] of changes(command, answer)) expected.set(id, (expected.get(id) ?? 0) + change)
  expect(after.onHand).toEqual(expected)
}

/** The rules of the shop for carts with sets in them, once more. */
function checkHolds(
  command: Command,
  { ending, carts, order }: Answer,
  { before, after, now }: { before: Books; after: Books; now: number },
): void {
  const heldBy = (books: Books, owner: string, part: number) =>
    books.holds.find((hold) => hold.owner === owner && hold.variantId === part)?.quantity ?? 0
  /** What others do not keep; what carts kept for too long is free. */
  const free = (part: number, owner: string) =>
    before.holds
      .filter((hold) => hold.variantId === part && hold.owner !== owner)
      .filter((hold) => !hold.owner.startsWith('cart:') || hold.expiresAt.getTime() > now)
      .reduce((left, { quantity }) => left - quantity, before.onHand.get(part) ?? 0)

  for (const { owner, after: lines } of carts)
    for (const part of variants.slice(0, 3))
      expect(
        heldBy(after, owner, part),
        `${owner} holds no more of ${part} than it wants`,
      ).toBeLessThanOrEqual(partsOf(lines).get(part) ?? 0)

  const [cart] = carts
  if (!cart) return
  const { owner } = cart
  if (command.do === 'add' || command.do === 'change') {
    const more = command.do === 'add' ? (cart.before[command.variant] ?? 0) : 0
    const wanted = { ...cart.before, [command.variant]: command.quantity + more }
    const touched = [...partsOf({ [command.variant]: 1 }).keys()]
    const isThere = touched.every((part) => (partsOf(wanted).get(part) ?? 0) <= free(part, owner))
    // Whoever wants none is never refused; what is refused leaves everything as it was.
    expect(ending === 'done' || !isThere).toBe(true)
    if (!isThere && wanted[command.variant] !== 0) expect(cart.after).toEqual(cart.before)
    else if (wanted[command.variant] !== 0)
      for (const part of touched) expect(heldBy(after, owner, part)).toBe(partsOf(wanted).get(part))
  }
  if (command.do === 'order') {
    const parts = [...partsOf(cart.before)]
    const isThere = parts.every(([part, units]) => units <= free(part, owner))
    expect(ending).toBe(isThere ? 'done' : 'OutOfStock')
    if (isThere)
      for (const [part, units] of parts) {
        expect(heldBy(after, order?.owner ?? '', part)).toBe(units)
        expect(heldBy(after, owner, part)).toBe(0)
      }
  }
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
