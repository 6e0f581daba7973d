import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { EmbeddedPostgres } from '../src/persistence/embedded.ts'
import { migrate } from '../src/persistence/migrate.ts'
import { fillCatalogue } from './catalogue.ts'
import { type Measured, measure } from './load.ts'
import { scenarios } from './scenarios.ts'

const SIZES = [1_000, 100_000]
const CLIENTS = 16
const WARM_UP = 10
const SECONDS = Number(process.env.SECONDS ?? 10)
const PORT = Number(process.env.PORT ?? 4115)

/** Options for the shop's Node, such as --cpu-prof. */
const NODE_OPTIONS = process.env.SHOP_NODE_OPTIONS ?? ''

const folder = mkdtempSync(join(tmpdir(), 'cartwright-bench-'))
const postgres = new EmbeddedPostgres(join(folder, 'postgres'))
await postgres.start(['fsync=off', 'shared_buffers=256MB'])
try {
  const results = new Map<string, Measured[]>()
  for (const size of SIZES) {
    const databaseUrl = await aCatalogueOf(size)
    await using shop = await openShop(databaseUrl)
    for (const { name, prepare } of scenarios) {
      const next = await prepare(shop.url)
      await measure(shop.url, next, { clients: CLIENTS, seconds: WARM_UP })
      const measured = await measure(shop.url, next, { clients: CLIENTS, seconds: SECONDS })
      results.set(name, [...(results.get(name) ?? []), measured])
      tell(name, size, measured)
    }
  }
  for (const [name, [small, large]] of results)
    if (small && large)
      console.log(
        `${name}: ${SIZES[1]} products take ${(large.p95 / small.p95).toFixed(2)} × the p95 of ${SIZES[0]}` +
          ` and ${(small.perSecond / large.perSecond).toFixed(2)} × the time a request`,
      )
} finally {
  await postgres.stop()
  rmSync(folder, { recursive: true, force: true })
}

async function aCatalogueOf(products: number): Promise<string> {
  const began = performance.now()
  await postgres.createDatabase(`bench_${products}`)
  const url = postgres.url(`bench_${products}`)
  await migrate(url)
  await fillCatalogue(url, products)
  console.log(`${products} products written in ${((performance.now() - began) / 1_000).toFixed(1)} s`)
  return url
}

/** The real shop, in a process of its own. */
async function openShop(databaseUrl: string): Promise<AsyncDisposable & { url: string }> {
  const shop = spawn(process.execPath, ['src/server.ts'], {
    env: {
      ...process.env,
      ...{ NODE_ENV: 'test', DEMO_CATALOGUE: 'false', DATABASE_URL: databaseUrl, NODE_OPTIONS },
      ...{ PORT: String(PORT), DATA_DIR: join(folder, 'house') },
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const url = `http://127.0.0.1:${PORT}`
  while (!(await fetch(`${url}/health/ready`).catch(() => null))?.ok) await sleep(100)
  const began = performance.now()
  await (await fetch(`${url}/categories/quartz`)).text()
  console.log(`The first page came after ${((performance.now() - began) / 1_000).toFixed(1)} s`)
  return {
    url,
    [Symbol.asyncDispose]: async () => {
      shop.kill('SIGTERM')
      await once(shop, 'exit')
    },
  }
}

function tell(name: string, size: number, { perSecond, median, p95, requests, failures }: Measured): void {
  console.log(
    `${name}, ${size} products: p50 ${median.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms,` +
      ` ${perSecond.toFixed(0)} requests/s (${requests} requests, ${failures} failed)`,
  )
}
