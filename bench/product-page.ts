import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { openBenchShop } from './shop.ts'
import { type Measured, measure, median } from './wrk.ts'

const ROUNDS = 5
const SECONDS = 4
const CONNECTIONS = 64

/** At least this share of what bare Node answers with the same bytes. */
const PAGES = [
  { name: 'product page, guest', path: '/products/fluorite', target: 0.5 },
  { name: 'home page, guest', path: '/', target: 0.4 },
] as const

/**
 * Kept pages, live stock included, against a bare node:http server with the same bytes. The two take turns, so that a
 * neighbour who makes the machine slow slows both.
 */
const shop = await openBenchShop()
let failed = false
try {
  for (const { name, path, target } of PAGES) {
    await using bare = await bareServer(shop.url + path)
    const rounds: { bare: Measured; ours: Measured }[] = []
    await measure({ url: shop.url + path, connections: CONNECTIONS, seconds: 2 }, shop.pid)
    for (let round = 0; round < ROUNDS; round += 1) {
      const load = { connections: CONNECTIONS, seconds: SECONDS }
      rounds.push({
        bare: await measure({ ...load, url: bare.url }, bare.pid),
        ours: await measure({ ...load, url: shop.url + path }, shop.pid),
      })
    }
    const ratio = median(rounds.map(({ bare, ours }) => ours.perSecond / bare.perSecond))
    const cpuRatio = median(rounds.map(({ bare, ours }) => bare.cpu / ours.cpu))
    failed ||= ratio < target
    console.log(name)
    print(
      'bare node:http',
      rounds.map((round) => round.bare),
    )
    print(
      'the shop',
      rounds.map((round) => round.ours),
    )
    console.log(
      `  ratio ${ratio.toFixed(2)} by answers a second, ${cpuRatio.toFixed(2)} by processor time; target ${target}: ${ratio < target ? 'MISSED' : 'met'}\n`,
    )
  }
} finally {
  await shop[Symbol.asyncDispose]()
}
process.exitCode = failed ? 1 : 0

function print(who: string, rounds: readonly Measured[]): void {
  const of = (pick: (measured: Measured) => number, digits = 0) => median(rounds.map(pick)).toFixed(digits)
  console.log(
    `  ${who.padEnd(16)} ${of(({ perSecond }) => perSecond)}/s, p50 ${of(({ p50 }) => p50, 1)} ms, p99 ${of(({ p99 }) => p99, 1)} ms, ${of(({ cpu }) => cpu, 1)} µs of processor an answer`,
  )
}

async function bareServer(page: string): Promise<AsyncDisposable & { url: string; pid: number }> {
  const child: ChildProcess = spawn(process.execPath, ['bench/bare-server.ts', page], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [port] = await once(child.stdout ?? child, 'data')
  return {
    url: `http://127.0.0.1:${String(port).trim()}/`,
    pid: child.pid ?? 0,
    [Symbol.asyncDispose]: async () => {
      child.kill()
      await once(child, 'exit')
    },
  }
}
