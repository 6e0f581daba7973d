import { PrismaPg } from '@prisma/adapter-pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Prisma, PrismaClient } from '../../prisma/client/client.ts'
import { CartRepository } from '../../src/persistence/cart.repository.ts'
import { aDatabase, type TestDatabase } from '../support/database.ts'

const NOW = new Date('2026-11-21T10:00:00Z')
const CUSTOMERS = 20_000

let database: TestDatabase
let client: PrismaClient

/** Carts of the last ten years, some dozens of them from this week; every second customer wants to be reminded. */
beforeAll(async () => {
  database = await aDatabase('demo')
  client = new PrismaClient({ adapter: new PrismaPg({ connectionString: database.url, max: 1 }) })
  await database.query(
    `INSERT INTO users (email, name, password_hash, cart_reminders)
     SELECT 'customer-' || n || '@example.com', 'Customer', '', n % 2 = 0 FROM generate_series(1, $1::int) n`,
    [CUSTOMERS],
  )
  await database.query(
    `INSERT INTO carts (id, user_id, updated_at)
     SELECT gen_random_uuid(), id, $1::timestamptz - (id % 3650 + 1) * interval '1 day' FROM users WHERE email LIKE 'customer-%'`,
    [NOW],
  )
  await database.query(
    `INSERT INTO cart_lines (cart_id, variant_id, quantity)
     SELECT c.id, v.id, 1 FROM carts c, (SELECT id FROM variants ORDER BY id LIMIT 3) v`,
  )
  await database.query(
    `INSERT INTO orders (number, user_id, email, currency, items_total, discount_total, shipping_total, tax_added, tax_included,
                         total, address, delivery, coupons, placed_at)
     SELECT 'T-' || id, id, email, 'EUR', 100, 0, 0, 0, 0, 100, '{}', '{}', '{}', $1::timestamptz - (id % 700) * interval '1 day'
       FROM users WHERE email LIKE 'customer-%'`,
    [NOW],
  )
  await database.query('VACUUM ANALYZE')
}, 120_000)

afterAll(async () => {
  await client?.$disconnect()
  await database?.[Symbol.asyncDispose]()
})

/** How PostgreSQL would look for carts to remind of. */
async function plan(): Promise<string> {
  let lines: Record<'QUERY PLAN', string>[] = []
  const explaining = new Proxy(client, {
    get(target, name) {
      if (name !== '$queryRaw') return Reflect.get(target, name)
      return async (strings: TemplateStringsArray, ...values: unknown[]) => {
        const { text, values: given } = Prisma.sql(strings, ...values)
        lines = await database.query(`EXPLAIN ${text}`, given)
        return []
      }
    },
  })
  await new CartRepository(explaining, new Set()).abandoned({
    from: new Date(NOW.getTime() - 7 * 86_400_000),
    to: new Date(NOW.getTime() - 86_400_000),
  })
  return lines.map((line) => line['QUERY PLAN']).join('\n')
}

test('carts to be reminded of are found by when they were touched, whatever lies in older ones', async () => {
  const steps = await plan()
  expect(steps).toContain('carts_updated_at_idx')
  expect(steps).toContain('orders_email_idx')
  expect(steps).toContain('orders_user_id_placed_at_id_idx')
  expect(steps).not.toMatch(/Seq Scan on (carts|cart_lines|users|orders)/)
})
