import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { aFreePort } from './port.ts'
import { program } from './tools.ts'

export interface TestRedis extends AsyncDisposable {
  readonly url: string
  /** Ends it at once, as a crash would. */
  kill(): Promise<void>
}

/** A Redis server that remembers nothing beyond its life. */
export async function aRedis(): Promise<TestRedis> {
  const port = await aFreePort()
  const server = spawn(
    program('redis-server'),
    ['--port', String(port), '--save', '', '--appendonly', 'no'],
    {
      stdio: 'ignore',
    },
  )
  const url = `redis://127.0.0.1:${port}`
  await answers(url)
  const kill = async () => {
    if (server.exitCode !== null || server.signalCode !== null) return
    const gone = once(server, 'exit')
    server.kill('SIGKILL')
    await gone
  }
  return { url, kill, [Symbol.asyncDispose]: kill }
}

async function answers(url: string): Promise<void> {
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => 20 })
  redis.on('error', () => {})
  for (let tries = 0; tries < 200 && (await redis.ping().catch(() => '')) !== 'PONG'; tries += 1)
    await sleep(20)
  redis.disconnect()
}
