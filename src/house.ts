import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { type Config, ConfigurationError } from './config.ts'

const running = z.object({ pid: z.number(), url: z.string() })
const secrets = z.object({ session: z.string(), stripe: z.string(), webhook: z.string() })

/** The folder in which a shop that nobody configured keeps what it must remember. */
export class House {
  readonly folder: string

  constructor({ DATA_DIR }: Config) {
    this.folder = resolve(DATA_DIR)
    mkdirSync(this.folder, { recursive: true })
  }

  path(name: string): string {
    return join(this.folder, name)
  }

  /** Secrets of this one shop, made at its first start. */
  get secrets(): z.infer<typeof secrets> {
    const path = this.path('secrets.json')
    if (!existsSync(path)) writeFileSync(path, JSON.stringify(freshSecrets(), null, 2), { mode: 0o600 })
    return secrets.parse(JSON.parse(readFileSync(path, 'utf8')))
  }

  /**
   * Takes the folder for this process: two shops in one folder would share a database that one of them stops.
   *
   * @throws ConfigurationError if a shop runs here already
   */
  moveIn(url: string): void {
    const path = this.path('running.json')
    const other = existsSync(path) ? running.safeParse(parsed(readFileSync(path, 'utf8'))).data : null
    if (other && other.pid !== process.pid && isShop(other.pid))
      throw new ConfigurationError(
        `A shop of this folder runs already: ${other.url} (process ${other.pid}).\n` +
          'Stop it first, or give this one a folder of its own with DATA_DIR.',
      )
    writeFileSync(path, JSON.stringify({ pid: process.pid, url }))
  }

  moveOut(): void {
    rmSync(this.path('running.json'), { force: true })
  }
}

function freshSecrets(): z.infer<typeof secrets> {
  const random = () => randomBytes(32).toString('base64url')
  return { session: random(), stripe: `sk_test_${random()}`, webhook: `whsec_${random()}` }
}

/** After a crash the number may belong to somebody else by now. */
function isShop(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch {
    return false
  }
  const commandLine = `/proc/${pid}/cmdline`
  return !existsSync(commandLine) || readFileSync(commandLine, 'utf8').includes('server.ts')
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
