import { rmSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { parseArgs } from 'node:util'
import { loadDemo } from '../prisma/seed/demo.ts'
import { EmbeddedPostgres } from '../src/persistence/embedded.ts'
import { migrate } from '../src/persistence/migrate.ts'
import { aFolder } from '../tests/support/temporary.ts'
import { type Collision, type Round, Rush, soldExactlyOne } from './rush.ts'
import { openBenchShop } from './shop.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '200' },
    buyers: { type: 'string', default: '500' },
    /** Where the table goes, besides the screen. */
    write: { type: 'string' },
  },
})
const ROUNDS = Number(values.rounds)
const BUYERS = Number(values.buyers)
/** Everybody fills in a whole checkout before they collide at its button, so only every so many rounds. */
const BUTTON_EVERY = Math.min(40, ROUNDS)
const PROCESSES = 2

const folder = aFolder('oversell')
const postgres = new EmbeddedPostgres(folder)
await postgres.start()
await postgres.createDatabase('shop')
const databaseUrl = postgres.url('shop')
await migrate(databaseUrl)
await loadDemo(databaseUrl, () => {})

const variables = {
  ...{ DATABASE_URL: databaseUrl, DEMO_CATALOGUE: 'false', SESSION_SECRET: 'for the proof of overselling' },
}
const shops = await Promise.all(Array.from({ length: PROCESSES }, () => openBenchShop(variables)))
const rush = await Rush.at(
  shops.map(({ url }) => url),
  databaseUrl,
  { sku: 'FLUO-TN-GREE', buyers: BUYERS },
)
const rounds: Round[] = []
const began = performance.now()
try {
  for (let number = 1; number <= ROUNDS; number += 1) {
    const round = await rush.round(number % BUTTON_EVERY === 0 ? 'order' : 'cart')
    rounds.push(round)
    if (!soldExactlyOne(round)) console.log(`round ${number}:`, round)
    else if (number % 10 === 0) console.log(`${number} rounds, ${Math.round(secondsSince(began))} s`)
  }
  const findings = await rush.findings()
  const holds = rounds.every(soldExactlyOne) && findings.discrepancies === 0
  const text = report(findings)
  console.log(text)
  if (values.write) writeFileSync(values.write, text)
  process.exitCode = holds ? 0 : 1
} finally {
  await rush[Symbol.asyncDispose]()
  for (const shop of shops) await shop[Symbol.asyncDispose]()
  await postgres.stop()
  rmSync(folder, { recursive: true, force: true })
}

function report({ discrepancies, deadlocks }: { discrepancies: number; deadlocks: number }): string {
  const [cpu] = cpus()
  return `# Many buyers, one unit

\`npm run proof:oversell\` opens ${PROCESSES} processes of the shop on one database, puts one unit on the shelf, lets ${BUYERS} buyers
with addresses of their own run for it over HTTP, and looks at what they were told and at the books; ${ROUNDS} rounds. Most
collide at the cart, which holds the unit from then on; every ${BUTTON_EVERY}th round at the button that places the order, with
\`holdStockFrom = checkout\`. Whoever gets through pays on the stand-in's page. A round counts only if one order was placed and
paid, the ledger sold one unit, nothing is left or on hold, and no answer was an error of the shop.

| collision at the | rounds | sold exactly one | buyers | in the cart | placed | paid | units sold | answers | errors | seconds a round, median |
|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|
${(['cart', 'order'] as const).map(row).join('\n')}

Figures that the ledger does not explain: ${discrepancies}. Deadlocks that PostgreSQL had to break: ${deadlocks}.

${new Date().toISOString().slice(0, 10)}, ${cpus().length} × ${cpu?.model ?? 'unknown processor'}, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.version}, embedded PostgreSQL
with its default settings, buyers and shop on the same machine: ${Math.round(secondsSince(began))} seconds in all.
`
}

function row(collision: Collision): string {
  const these = rounds.filter((round) => round.collision === collision)
  const sum = (of: (round: Round) => number) => these.reduce((total, round) => total + of(round), 0)
  const times = these.map(({ took }) => took).sort((one, other) => one - other)
  return `| ${[
    ...[collision, these.length, these.filter(soldExactlyOne).length, sum(({ buyers }) => buyers)],
    ...[sum(({ inCart }) => inCart), sum(({ placed }) => placed), sum(({ paid }) => paid)],
    ...[sum(({ books }) => books.sold), sum(({ requests }) => requests), sum(({ errors }) => errors)],
    ((times[Math.floor(times.length / 2)] ?? 0) / 1_000).toFixed(1),
  ].join(' | ')} |`
}

function secondsSince(moment: number): number {
  return (performance.now() - moment) / 1_000
}
