import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { afterEach, expect, test } from 'vitest'
import { EmbeddedPostgres } from '../../src/persistence/embedded.ts'
import { aFolder } from '../support/temporary.ts'

const folders: string[] = []

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

function aHome(): string {
  const folder = aFolder('embedded')
  folders.push(folder)
  return join(folder, 'postgres')
}

async function ask(url: string, sql: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(sql)).rows[0]
  } finally {
    await client.end()
  }
}

test('a second start finds the same data', async () => {
  const folder = aHome()
  const first = new EmbeddedPostgres(folder)
  await first.start()
  await first.createDatabase('shop')
  await ask(first.url('shop'), 'CREATE TABLE kept AS SELECT 7 AS stones')
  await first.stop()

  const second = new EmbeddedPostgres(folder)
  await second.start()
  expect(await ask(second.url('shop'), 'SELECT stones FROM kept')).toEqual({ stones: 7 })
  await second.stop()
})

test('two shops on one machine do not collide', async () => {
  const [one, two] = [new EmbeddedPostgres(aHome()), new EmbeddedPostgres(aHome())]
  await Promise.all([one.start(), two.start()])
  expect(one.url('postgres')).not.toBe(two.url('postgres'))
  await Promise.all([one.stop(), two.stop()])
})

test('a lock left behind by a crash, naming a stranger’s process, does not stop the next start', async () => {
  const folder = aHome()
  const first = new EmbeddedPostgres(folder)
  await first.start()
  await first.stop()
  writeFileSync(join(folder, 'cluster', 'postmaster.pid'), `${process.pid}\n/somewhere\n0\n5432\n`)

  const second = new EmbeddedPostgres(folder)
  await second.start()
  expect(await ask(second.url('postgres'), 'SELECT 1 AS alive')).toEqual({ alive: 1 })
  await second.stop()
})

test('when its shop is killed the server stops by itself, and nothing committed is lost', async () => {
  const folder = aHome()
  const script = `
    import { readFileSync, writeSync } from 'node:fs'
    import pg from 'pg'
    import { EmbeddedPostgres } from './src/persistence/embedded.ts'
    const postgres = new EmbeddedPostgres(${JSON.stringify(folder)})
    await postgres.start()
    const client = new pg.Client({ connectionString: postgres.url('postgres') })
    await client.connect()
    await client.query('CREATE TABLE kept AS SELECT 7 AS stones')
    writeSync(1, readFileSync(${JSON.stringify(join(folder, 'cluster', 'postmaster.pid'))}, 'utf8').split('\\n')[0])
    process.kill(process.pid, 'SIGKILL')`
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let orphan = ''
  child.stdout.on('data', (chunk: Buffer) => {
    orphan += chunk.toString()
  })
  const [, signal] = await once(child, 'close')
  expect(signal).toBe('SIGKILL')
  expect(orphan).toMatch(/^\d+$/)

  const next = new EmbeddedPostgres(folder)
  await next.start()
  expect(() => process.kill(Number(orphan), 0)).toThrow('ESRCH')
  expect(await ask(next.url('postgres'), 'SELECT stones FROM kept')).toEqual({ stones: 7 })
  await next.stop()
})
