import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { aFreePort } from '../tests/support/port.ts'
import { aFolder } from '../tests/support/temporary.ts'

export interface BenchShop extends AsyncDisposable {
  readonly url: string
  readonly pid: number
}

/** The shop as `npm start` runs it, in a process and a folder of its own, without watching its files for changes. */
export async function openBenchShop(
  variables: Readonly<Record<string, string>> = {},
  nodeOptions: readonly string[] = [],
): Promise<BenchShop> {
  const port = await aFreePort()
  const folder = aFolder('bench')
  const child = spawn(process.execPath, [...nodeOptions, 'src/server.ts'], {
    env: {
      ...process.env,
      ...{
        NODE_ENV: 'test',
        PORT: String(port),
        // Vitest has one of its own.
        BASE_URL: `http://localhost:${port}`,
        DATA_DIR: folder,
        LOG_LEVEL: 'error',
        TRUST_PROXY: 'loopback',
      },
      ...variables,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const url = `http://127.0.0.1:${port}`
  while (!(await answers(url))) {
    if (child.exitCode !== null) throw new Error('The shop did not open.')
    await sleep(100)
  }
  return {
    url,
    pid: child.pid ?? 0,
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGINT')
      await once(child, 'exit')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function answers(url: string): Promise<boolean> {
  return fetch(`${url}/health/ready`).then(
    ({ ok }) => ok,
    () => false,
  )
}
