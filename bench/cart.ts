import { rmSync } from 'node:fs'
import pg from 'pg'
import { loadDemo } from '../prisma/seed/demo.ts'
import { MOST_LINES } from '../src/models/cart/cart.ts'
import { EmbeddedPostgres } from '../src/persistence/embedded.ts'
import { migrate } from '../src/persistence/migrate.ts'
import { byScript } from '../tests/support/cart.ts'
import { aFolder } from '../tests/support/temporary.ts'
import { Visitor } from '../tests/support/visitor.ts'
import { openBenchShop } from './shop.ts'

/** Each fills a cart first; a cart takes 120 actions a minute. */
const SHOPPERS = 8
const ADDITIONS = 20
/** Milliseconds at the 95th percentile. */
const TARGET = 50

/** What one more unit costs in a cart that is full but for its last line, one shopper after the other. */
const folder = aFolder('cart')
const postgres = new EmbeddedPostgres(folder)
await postgres.start()
await postgres.createDatabase('shop')
const databaseUrl = postgres.url('shop')
await migrate(databaseUrl)
await loadDemo(databaseUrl, () => {})
const [last, ...others] = await variantsOnSale(databaseUrl)
const shop = await openBenchShop({ DATABASE_URL: databaseUrl, DEMO_CATALOGUE: 'false' })
let failed = false
try {
  for (const kind of ['guest', 'customer'] as const) {
    const times: number[] = []
    for (let number = 0; number < SHOPPERS; number += 1) times.push(...(await additionsOf(kind, number)))
    times.sort((a, b) => a - b)
    const at = (share: number) => times[Math.floor(times.length * share)] ?? Number.NaN
    failed ||= at(0.95) > TARGET
    console.log(
      `add to a cart of ${MOST_LINES} lines, ${kind}: p50 ${at(0.5).toFixed(1)} ms, p95 ${at(0.95).toFixed(1)} ms` +
        ` (${times.length} times); target p95 ${TARGET} ms: ${at(0.95) > TARGET ? 'MISSED' : 'met'}`,
    )
  }
} finally {
  await shop[Symbol.asyncDispose]()
  await postgres.stop()
  rmSync(folder, { recursive: true, force: true })
}
process.exitCode = failed ? 1 : 0

/** Milliseconds of each, from an address of their own. */
async function additionsOf(kind: 'guest' | 'customer', number: number): Promise<number[]> {
  const shopper = new Visitor(shop.url, `198.18.${kind === 'guest' ? 0 : 1}.${number}`)
  if (kind === 'customer')
    await shopper.post('/register', {
      name: 'Mary Anning',
      email: `mary${number}@example.com`,
      password: 'ammonites and more',
    })
  for (const variant of others) await byScript(shopper, '/cart/lines', { variant })
  const times: number[] = []
  for (let addition = 0; addition < ADDITIONS; addition += 1) {
    const began = performance.now()
    const { success, message } = await byScript(shopper, '/cart/lines', { variant: last ?? '' })
    times.push(performance.now() - began)
    if (!success) throw new Error(message)
  }
  return times
}

/** As many as a cart takes, and of each enough for everybody. */
async function variantsOnSale(url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query<{ variant_id: number }>(
    `UPDATE stock_levels SET on_hand = 9999
      WHERE variant_id IN (SELECT v.id FROM variants v JOIN products p ON p.id = v.product_id
                            WHERE p.status = 'published' ORDER BY v.id LIMIT ${MOST_LINES})
     RETURNING variant_id`,
  )
  await client.end()
  return rows.map((row) => String(row.variant_id))
}
