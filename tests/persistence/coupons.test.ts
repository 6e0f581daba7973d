import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { CouponRefused } from '../../src/models/errors.ts'
import { Database } from '../../src/persistence/database.ts'
import { aDatabase, type TestDatabase } from '../support/database.ts'

const AT_ONCE = 50
const NOW = new Date()
const CODES = ['BULK-A', 'bulk-a', 'Bulk-B', 'BULK-B', 'bULK-c']

let database: TestDatabase
let shop: Database
let promotion: number
/** Orders that are there already; it does not matter whose they are. */
let orders: string[]
const unreadable: string[] = []

beforeAll(async () => {
  database = await aDatabase('demo')
  shop = new Database(database.url, { onUnreadable: (what) => unreadable.push(what) })
  const rows = await database.query<{ number: string }>('SELECT number FROM orders ORDER BY id')
  orders = rows.map(({ number }) => number)
})

afterAll(async () => {
  await shop.close()
  await database[Symbol.asyncDispose]()
})

beforeEach(async () => {
  await database.query("DELETE FROM promotions WHERE name = 'Bulk'")
  const [made] = await database.query<{ id: number }>(
    `INSERT INTO promotions (name, rules, actions)
     VALUES ('Bulk', '[]', '[{"kind": "percent-off-order", "percent": 5}]') RETURNING id`,
  )
  promotion = made?.id ?? 0
  await database.query(
    "INSERT INTO coupons (code, promotion_id) VALUES ('BULK-A', $1), ('BULK-B', $1), ('BULK-C', $1)",
    [promotion],
  )
})

const somebody = { userId: null, email: 'ada@example.com' }

async function figures(): Promise<{ promotion: number; codes: number; inForce: number }> {
  const [row] = await database.query<{ promotion: number; codes: number; inForce: number }>(
    `SELECT (SELECT used FROM promotions WHERE id = $1) AS promotion,
            (SELECT sum(used)::int FROM coupons WHERE promotion_id = $1) AS codes,
            (SELECT count(*)::int FROM coupon_uses WHERE promotion_id = $1 AND given_back_at IS NULL) AS "inForce"`,
    [promotion],
  )
  return row ?? { promotion: NaN, codes: NaN, inForce: NaN }
}

const all = (uses: number) => ({ promotion: uses, codes: uses, inForce: uses })

/** @returns how many were refused; whatever else goes wrong fails the test */
async function useAtOnce(
  codeOf: (index: number) => string,
  emailOf: (index: number) => string,
): Promise<number> {
  const refusals = await Promise.all(
    Array.from({ length: AT_ONCE }, (_, index) => {
      const user = { userId: null, email: emailOf(index) }
      const used = shop.transaction(({ coupons }) =>
        coupons.use([codeOf(index)], orders[index] ?? '', user, NOW),
      )
      return used.then(
        () => 0,
        (error: unknown) => {
          if (error instanceof CouponRefused) return 1
          throw error
        },
      )
    }),
  )
  return refusals.reduce<number>((sum, refused) => sum + refused, 0)
}

const anyCode = (index: number) => CODES[index % CODES.length] ?? ''
const anyMail = (index: number) => `buyer${index}@example.com`

describe(`${AT_ONCE} uses at once`, () => {
  test('keep to the limit of all codes together', async () => {
    await database.query('UPDATE promotions SET "limit" = 7 WHERE id = $1', [promotion])
    expect(await useAtOnce(anyCode, anyMail)).toBe(AT_ONCE - 7)
    expect(await figures()).toEqual(all(7))
  })

  test('keep to the limit of one code', async () => {
    await database.query('UPDATE coupons SET "limit" = 7 WHERE code = \'BULK-A\'')
    expect(await useAtOnce((index) => (index % 2 ? 'BULK-A' : 'bulk-a'), anyMail)).toBe(AT_ONCE - 7)
    expect(await figures()).toEqual(all(7))
  })

  test('keep to the limit of one customer, over all codes and in any spelling of their address', async () => {
    await database.query('UPDATE promotions SET limit_per_customer = 2 WHERE id = $1', [promotion])
    const refused = await useAtOnce(anyCode, (index) =>
      index % 2 ? 'Grace@Example.com' : 'grace@example.COM',
    )
    expect(refused).toBe(AT_ONCE - 2)
    expect(await figures()).toEqual(all(2))
  })

  test('keep to the limit of one customer for one code', async () => {
    await database.query('UPDATE coupons SET limit_per_customer = 1 WHERE promotion_id = $1', [promotion])
    expect(await useAtOnce(anyCode, () => 'grace@example.com')).toBe(AT_ONCE - 3)
    expect(await figures()).toEqual(all(3))
  })

  test('of several coupons each count all or nothing, and nobody waits for the other for ever', async () => {
    await database.query('UPDATE coupons SET "limit" = 5 WHERE code = \'BULK-C\'')
    const outcomes = await Promise.allSettled(
      Array.from({ length: AT_ONCE }, (_, index) =>
        shop.transaction(({ coupons }) =>
          coupons.use(
            index % 2 ? ['BULK-A', 'BULK-C'] : ['BULK-C', 'BULK-A'],
            orders[index] ?? '',
            { userId: null, email: anyMail(index) },
            NOW,
          ),
        ),
      ),
    )
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(5)
    expect(await figures()).toEqual(all(10))
  })
})

describe('uses that come back', () => {
  const use = (code: string, index = 0) =>
    shop.transaction(({ coupons }) => coupons.use([code], orders[index] ?? '', somebody, NOW))
  const giveBack = (why: 'revised' | 'ended', index = 0) =>
    shop.transaction(({ coupons }) => coupons.giveBack(orders[index] ?? '', why, NOW))

  test('come back once, however often and from wherever they are given back', async () => {
    await use('bulk-a')
    await use('bulk-b', 1)
    await Promise.all(Array.from({ length: 10 }, () => giveBack('ended')))
    expect(await figures()).toEqual(all(1))
  })

  test('do not come back where coupon or promotion say so, unless their order is only changed', async () => {
    await database.query('UPDATE promotions SET gives_back = false WHERE id = $1', [promotion])
    await use('bulk-a')
    await giveBack('ended')
    expect(await figures()).toEqual(all(1))
    await giveBack('revised')
    expect(await figures()).toEqual(all(0))
  })

  test('count again when the order is paid as it was, but not beyond the limit', async () => {
    await database.query('UPDATE promotions SET "limit" = 1 WHERE id = $1', [promotion])
    const useAgain = () =>
      shop.transaction(({ coupons }) => coupons.useAgain(orders[0] ?? '', ['BULK-A'], somebody, NOW))
    await use('bulk-a')
    await giveBack('revised')
    await useAgain()
    await useAgain()
    expect(await figures()).toEqual(all(1))

    await giveBack('revised')
    await use('bulk-b', 1)
    await useAgain()
    expect(await figures()).toEqual(all(1))
  })
})

describe('coupons in bulk', () => {
  test('are as many as were wished, with the limits that were wished', async () => {
    const codes = await shop.transaction(({ coupons }) =>
      coupons.issue(promotion, 500, { prefix: 'FAIR', limit: 1 }, randomBytes),
    )
    expect(new Set(codes).size).toBe(500)
    const [claim] = await shop.read.coupons.claims([codes[0]?.toLowerCase() ?? ''], somebody, NOW)
    expect(claim).toMatchObject({ code: codes[0], refusal: null, promotion: { name: 'Bulk' } })
  })

  test('are made anew where a code is there already', async () => {
    let asked = 0
    // Twice the same letters, then others.
    const chance = (bytes: number) => {
      asked += 1
      return new Uint8Array(bytes).fill(asked < 3 ? 1 : asked)
    }
    const codes = await shop.transaction(({ coupons }) =>
      coupons.issue(promotion, 2, { prefix: 'SAME', limit: null }, chance),
    )
    expect(codes).toEqual(['SAME-3333-3333-3333', 'SAME-5555-5555-5555'])
  })
})

describe('rows that the shop does not understand', () => {
  test('break nothing: they are reported, and all others count', async () => {
    await database.query(
      `INSERT INTO promotions (name, rules, actions) VALUES
         ('From a later version', '[{"kind": "phase-of-the-moon"}]', '[{"kind": "percent-off-order", "percent": 5}]'),
         ('Nonsense', '{}', '[{"kind": "percent-off-order", "percent": 500}]')`,
    )
    await database.query(`UPDATE shipping_methods SET tiers = '"free"' WHERE name = 'Express'`)
    await database.query(`UPDATE promotions SET actions = '[]' WHERE id = $1`, [promotion])
    const { promotions, shipping } = await shop.read.tariffs.at(NOW)
    const [claim] = await shop.read.coupons.claims(['BULK-A'], somebody, NOW)
    expect(promotions).toBeDefined()
    expect(shipping.methodsTo({ country: 'FR', region: '', postcode: '' }).map(({ name }) => name)).toEqual([
      'Insured parcel',
    ])
    expect(claim?.refusal).toBe('The coupon “BULK-A” does not work at the moment. Please ask us.')
    expect(unreadable.map((what) => what.replace(/\d+/, 'N')).sort()).toEqual([
      'promotion N, “Bulk”',
      'promotion N, “From a later version”',
      'promotion N, “Nonsense”',
      'shipping method N, “Express”',
    ])
    await database.query("DELETE FROM promotions WHERE name IN ('From a later version', 'Nonsense')")
  })
})

describe('customers', () => {
  const CART = '11111111-1111-4111-8111-111111111111'

  test('are in their groups, have prices of their own, and know which of their orders this is', async () => {
    const [user] = await database.query<{ id: number; n: number }>(
      `SELECT u.id, count(o.id)::int AS n FROM users u JOIN orders o ON o.user_id = u.id
        WHERE NOT EXISTS (SELECT 1 FROM customer_group_members m WHERE m.user_id = u.id)
        GROUP BY u.id ORDER BY n DESC LIMIT 1`,
    )
    const [variant] = await database.query<{ id: number; price: number }>(
      "SELECT id, price FROM variants WHERE sku = 'FLUO-TN-GREE'",
    )
    const [group] = await database.query<{ id: number }>(
      "INSERT INTO customer_groups (name) VALUES ('Dealers') RETURNING id",
    )
    await database.query('INSERT INTO customer_group_members (group_id, user_id) VALUES ($1, $2)', [
      group?.id,
      user?.id,
    ])
    await database.query('INSERT INTO group_prices (variant_id, group_id, price) VALUES ($1, $2, 100)', [
      variant?.id,
      group?.id,
    ])
    await database.query('INSERT INTO carts (id, user_id) VALUES ($1, $2)', [CART, user?.id])

    const { catalog, customers, tariffs } = shop.read
    expect(await customers.ofCart(CART, '', null)).toEqual({
      userId: user?.id,
      groupIds: [group?.id],
      ordersBefore: user?.n,
    })
    const ids = [variant?.id ?? 0]
    const found = (await catalog.variants(ids, NOW)).get(ids[0] ?? 0)
    if (!found) throw new Error('no such variant')
    const own = (await tariffs.pricesFor({ id: CART, variantIds: ids }, NOW)).unitPrice(found)
    expect([own.amount.amount, own.reason]).toEqual([100, 'Price for Dealers'])
    expect((await tariffs.priceList(NOW)).unitPrice(found).amount.amount).toBe(variant?.price)
  })

  test('who are guests are known by the address of their orders; the one that is being changed does not count', async () => {
    const [order] = await database.query<{ email: string; number: string; n: number }>(
      `SELECT o.email, min(o.number) AS number, count(*)::int AS n FROM orders o
        WHERE o.user_id IS NULL GROUP BY o.email ORDER BY n DESC LIMIT 1`,
    )
    const { customers } = shop.read
    const unknown = '22222222-2222-4222-8222-222222222222'
    const email = order?.email.toUpperCase() ?? ''
    const before = async (changed: string | null, mail = email) =>
      (await customers.ofCart(unknown, mail, changed)).ordersBefore
    expect(await before(null)).toBe(order?.n)
    expect(await before(order?.number ?? '')).toBe((order?.n ?? 0) - 1)
    expect(await before(null, '')).toBe(0)
    await database.query("UPDATE orders SET state = 'cancelled' WHERE number = $1", [order?.number])
    expect(await before(null)).toBe((order?.n ?? 0) - 1)
  })
})
