import { randomBytes, randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { pino } from 'pino'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { StoredValueSpent } from '../../src/models/errors.ts'
import { Money } from '../../src/models/money.ts'
import { Order } from '../../src/models/orders/order.ts'
import { GiftCardCode } from '../../src/models/payments/gift-card-code.ts'
import { PaymentPlan } from '../../src/models/payments/payment-plan.ts'
import { Database } from '../../src/persistence/database.ts'
import { StoredPayments } from '../../src/services/stored-payments.ts'
import { createServices, type Services } from '../../src/services.ts'
import { aQuote, aVariant, eur, NOW } from '../models/cast.ts'
import { aDatabase, type TestDatabase } from '../support/database.ts'
import { aFolder } from '../support/temporary.ts'

/** One of two processes of the shop, each with connections of its own. */
interface Branch {
  readonly database: Database
  readonly services: Services
  readonly stored: StoredPayments
}

let store: TestDatabase
let branches: readonly [Branch, Branch]

beforeAll(async () => {
  store = await aDatabase('demo')
  branches = [aBranch(), aBranch()]
})

afterAll(async () => {
  for (const { database, services } of branches) {
    await services.close()
    await database.close()
  }
  await store[Symbol.asyncDispose]()
})

/** Whatever happened, every balance is the sum of its entries, and none is below zero. */
afterEach(async () => {
  expect(await unexplained()).toEqual([])
})

function aBranch(): Branch {
  const config = readConfig({ NODE_ENV: 'test', DATA_DIR: aFolder('means'), DATABASE_URL: store.url })
  const services = createServices({
    ...{ config, databaseUrl: store.url, clock: () => NOW, log: pino({ level: 'silent' }) },
    ...{ sessionSecrets: ['a secret'], stripe: { secretKey: 'sk_test_none', webhookSecrets: [] } },
    searchMissed: () => {},
  })
  return { services, database: new Database(store.url), stored: new StoredPayments(() => NOW) }
}

function unexplained() {
  return store.query(
    `SELECT v.id FROM stored_values v LEFT JOIN stored_value_entries e ON e.stored_value_id = v.id
      GROUP BY v.id HAVING v.balance < 0 OR v.balance <> coalesce(sum(e.amount), 0)`,
  )
}

/** Payments of which more went back than they brought, or all and then a refund. */
function paidBackTwice() {
  return store.query(
    `SELECT p.id FROM payments p JOIN refunds r ON r.payment_id = p.id
      GROUP BY p.id HAVING sum(r.amount) > p.amount OR p.state <> 'captured'`,
  )
}

async function aCard(cents: number, expires: Date | null = null): Promise<number> {
  return branches[0].database.transaction(async ({ storedValues }) => {
    const id = await storedValues.addGiftCard(GiftCardCode.of(randomBytes(20)), 'EUR', expires)
    if (cents > 0) await storedValues.add(id, entry(cents))
    return id
  })
}

const entry = (cents: number, key = randomUUID()) => ({
  ...{ amount: eur(cents), key, why: 'a test', orderNumber: null, actor: 'test', at: NOW },
})

const balances = async (ids: readonly number[]) =>
  (await branches[0].database.read.storedValues.all(ids)).map(({ balance }) => balance.amount)

describe('a balance', () => {
  test('is never spent twice, however many want it from two processes at once', async () => {
    const card = await aCard(5_000)
    const spends = Array.from({ length: 40 }, (_, index) =>
      branches[index % 2 === 0 ? 0 : 1].database.transaction(({ storedValues }) =>
        storedValues.spend(card, entry(300)),
      ),
    )
    const taken = (await Promise.all(spends)).filter(Boolean)
    // 16 × 300 = 4,800, and a seventeenth would need 100 more than is left.
    expect(taken).toHaveLength(16)
    expect(await balances([card])).toEqual([200])
  })

  test('is not spent once it has expired, and not in another currency', async () => {
    const { storedValues } = branches[0].database.read
    expect(await storedValues.spend(await aCard(500, NOW), entry(100))).toBe(false)
    const dollars = { ...entry(100), amount: Money.of(100, 'USD') }
    expect(await storedValues.spend(await aCard(500), dollars)).toBe(false)
  })

  test('that something comes back to can be spent for a while, even if the card has expired', async () => {
    const { storedValues } = branches[0].database.read
    const card = await aCard(500, NOW)
    const until = new Date(NOW.getTime() + 86_400_000)
    await storedValues.add(card, entry(100), until)
    expect((await storedValues.find(card))?.expiresAt).toEqual(until)
    const forever = await aCard(500)
    await storedValues.add(forever, entry(100), until)
    expect((await storedValues.find(forever))?.expiresAt).toBeNull()
  })
})

describe('the database itself refuses', () => {
  test.each([
    ['a balance without an entry', 'UPDATE stored_values SET balance = balance + 1'],
    ['a balance below zero', 'UPDATE stored_values SET balance = -1'],
    ['a rewritten ledger', 'UPDATE stored_value_entries SET amount = amount + 1'],
    ['a shortened ledger', 'DELETE FROM stored_value_entries'],
    [
      'an entry without its balance',
      "INSERT INTO stored_value_entries (stored_value_id, amount, key, why, actor, at) SELECT id, 5, 'k', '', '', now() FROM stored_values LIMIT 1",
    ],
    [
      'the same twice',
      "INSERT INTO stored_value_entries (stored_value_id, amount, key, why, actor, at) SELECT stored_value_id, 5, key, '', '', now() FROM stored_value_entries LIMIT 1",
    ],
  ])('%s', async (_what, sql) => {
    await aCard(1_000)
    await expect(store.query(sql)).rejects.toThrow(
      /is not the sum of its entries|violates check constraint|append-only|duplicate key/,
    )
  })
})

let lastNumber = 0

/** An order of €100.00 that awaits payment; nothing of it is taken yet. */
async function anOrder({ database }: Branch, cards: readonly number[], stored: StoredPayments) {
  lastNumber += 1
  const variant = aVariant({ id: 1, listPrice: eur(9_510) })
  const order = Order.place(`T-${lastNumber}`, BUYER, aQuote([[variant, 1]]), NOW)
  const giftCards = await database.read.storedValues.all(cards)
  const plan = PaymentPlan.of(order.total, { giftCards, credit: null, usesCredit: false }, eur(50), NOW)
  await database.transaction(async (repositories) => {
    await repositories.orders.add(order)
    await stored.take(order, plan, repositories)
  })
  return order.number
}

const BUYER = {
  ...{ userId: null, email: 'ada@example.com', note: '', isGift: false },
  address: {
    ...{ name: 'Ada', line1: 'Street 1', line2: '', postcode: '10115', city: 'Berlin', region: '' },
    ...{ country: 'DE', phone: '' },
  },
}

/** What may happen to three gift cards. */
type Command =
  | { do: 'place'; cards: readonly number[] }
  | { do: 'putBack'; order: number }
  | { do: 'refund'; order: number }

const command: fc.Arbitrary<Command> = fc.oneof(
  fc.record({ do: fc.constant('place' as const), cards: fc.uniqueArray(fc.nat(2), { minLength: 1 }) }),
  fc.record({ do: fc.constant('putBack' as const), order: fc.nat(2) }),
  fc.record({ do: fc.constant('refund' as const), order: fc.nat(2) }),
)

/** Gift cards of a few hundred euros and the orders that they pay. */
class Cards {
  readonly ids: readonly number[]
  readonly orders: string[] = []

  constructor(ids: readonly number[]) {
    this.ids = ids
  }

  static async of(worth: readonly number[]): Promise<Cards> {
    return new Cards(await Promise.all(worth.map((cents) => aCard(cents))))
  }

  async perform(wish: Command, branch: Branch): Promise<void> {
    if (wish.do === 'place') return this.#place(wish.cards, branch)
    const number = this.orders[wish.order]
    if (!number) return
    const { database, services, stored } = branch
    await database.transaction(async (repositories) => {
      const order = await repositories.orders.lock(number)
      if (wish.do === 'putBack') await stored.putBack(order, 'Not paid in time', repositories)
      else await services.payments.giveAllBack(order, 'Cancelled', repositories)
      await repositories.orders.save(order)
    })
    await this.#sendRefunds(number)
  }

  /** As the jobs would, each of them twice at once. */
  async #sendRefunds(number: string): Promise<void> {
    const owed = await store.query<{ id: string }>(
      'SELECT r.id FROM refunds r JOIN payments p ON p.id = r.payment_id JOIN orders o ON o.id = p.order_id WHERE o.number = $1',
      [number],
    )
    const twice = owed.flatMap(({ id }) => branches.map(({ services }) => services.payments.sendRefund(id)))
    await Promise.all(twice)
  }

  async #place(chosen: readonly number[], branch: Branch): Promise<void> {
    const cards = chosen.flatMap((index) => this.ids[index] ?? [])
    const number = await anOrder(branch, cards, branch.stored).catch((error: unknown) => {
      if (error instanceof StoredValueSpent) return null
      throw error
    })
    if (number) this.orders.push(number)
  }

  /** Cents that are on the cards, and those that orders have taken and not given back. */
  async everything(): Promise<number> {
    const [taken] = await store.query<{ cents: number }>(
      `SELECT coalesce(sum(p.amount - coalesce((SELECT sum(r.amount) FROM refunds r WHERE r.payment_id = p.id), 0)), 0)::int AS cents
         FROM payments p WHERE p.state = 'captured' AND p.stored_value_id = ANY($1)`,
      [this.ids],
    )
    return (await balances(this.ids)).reduce((sum, cents) => sum + cents, taken?.cents ?? 0)
  }
}

const WORTH = [15_000, 4_000, 22_000]

/** The same in memory: what each order took from which card, until it went back. */
class Ledger {
  readonly left = [...WORTH]
  readonly #taken: Map<number, number>[] = []

  perform(wish: Command): void {
    if (wish.do !== 'place') {
      for (const [card, cents] of this.#taken[wish.order] ?? [])
        this.left[card] = (this.left[card] ?? 0) + cents
      this.#taken[wish.order]?.clear()
      return
    }
    let missing = 10_000
    const taken = new Map<number, number>()
    for (const card of wish.cards) {
      const cents = Math.min(missing, this.left[card] ?? 0)
      missing -= cents
      if (cents > 0) taken.set(card, cents)
      this.left[card] = (this.left[card] ?? 0) - cents
    }
    this.#taken.push(taken)
  }
}

describe('gift cards and the orders they pay', () => {
  test('do what a ledger in memory does', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(command, { minLength: 1, maxLength: 15 }), async (wishes) => {
        const cards = await Cards.of(WORTH)
        const ledger = new Ledger()
        for (const [index, wish] of wishes.entries()) {
          await cards.perform(wish, index % 2 === 0 ? branches[0] : branches[1])
          ledger.perform(wish)
          expect(await balances(cards.ids)).toEqual(ledger.left)
        }
        expect(await cards.everything()).toBe(41_000)
      }),
      { numRuns: 25 },
    )
  })

  test('lose and gain nothing when two processes spend, put back and refund at once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(command, { minLength: 8, maxLength: 24 }), async (wishes) => {
        const cards = await Cards.of(WORTH)
        for (let from = 0; from < wishes.length; from += 8) {
          const atOnce = wishes.slice(from, from + 8)
          await Promise.all(
            atOnce.map((wish, index) => cards.perform(wish, index % 2 === 0 ? branches[0] : branches[1])),
          )
          expect(await cards.everything()).toBe(41_000)
          expect(await unexplained()).toEqual([])
          expect(await paidBackTwice()).toEqual([])
        }
      }),
      { numRuns: 15 },
    )
  })

  test('a payment is paid back once, and never more than it brought', async () => {
    const [one] = branches
    const card = await aCard(10_000)
    const number = await anOrder(one, [card], one.stored)
    const [payment] = await one.database.read.payments.ofOrder(number)
    const owe = (index: number) =>
      branches[index % 2 === 0 ? 0 : 1].database.transaction(({ payments }) =>
        payments.owe(payment?.id ?? '', eur(3_000), 'a part'),
      )
    const owed = await Promise.all(Array.from({ length: 10 }, (_, index) => owe(index)))
    expect(owed.filter(Boolean)).toHaveLength(3)
    for (const id of owed) if (id) await one.services.payments.sendRefund(id)
    expect(await balances([card])).toEqual([9_000])
  })
})
