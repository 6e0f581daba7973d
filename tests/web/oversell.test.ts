import { afterAll, beforeAll, expect, test } from 'vitest'
import { Rush, soldExactlyOne } from '../../bench/rush.ts'
import { type BenchShop, openBenchShop } from '../../bench/shop.ts'
import { aDatabase, type TestDatabase } from '../support/database.ts'

/** The short form of `npm run proof:oversell`. */
const BUYERS = 60
const ROUNDS = ['cart', 'cart', 'order'] as const

let database: TestDatabase
let shops: BenchShop[] = []

beforeAll(async () => {
  database = await aDatabase('demo')
  const variables = {
    DATABASE_URL: database.url,
    DEMO_CATALOGUE: 'false',
    SESSION_SECRET: 'for both processes',
  }
  shops = await Promise.all([openBenchShop(variables), openBenchShop(variables)])
})

afterAll(async () => {
  for (const shop of shops) await shop[Symbol.asyncDispose]()
  await database[Symbol.asyncDispose]()
})

test(`${BUYERS} buyers at two processes run for one unit, round after round: each time one of them gets it`, async () => {
  const urls = shops.map(({ url }) => url)
  await using rush = await Rush.at(urls, database.url, { sku: 'FLUO-TN-GREE', buyers: BUYERS })
  for (const collision of ROUNDS) {
    const round = await rush.round(collision)
    expect(soldExactlyOne(round), JSON.stringify(round)).toBe(true)
  }
  expect(await rush.findings()).toEqual({ discrepancies: 0, deadlocks: 0 })
}, 120_000)
