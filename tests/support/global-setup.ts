import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { loadDemo } from '../../prisma/seed/demo.ts'
import { EmbeddedPostgres } from '../../src/persistence/embedded.ts'
import { migrate } from '../../src/persistence/migrate.ts'
import { aFolder } from './temporary.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Connection string of the server's own database. */
    postgres: string
  }
}

/** One PostgreSQL server for the whole run, with two databases to copy: one empty, one with the demo catalogue. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = aFolder('tests')
  const postgres = new EmbeddedPostgres(join(folder, 'postgres'))
  await postgres.start(['fsync=off', 'synchronous_commit=off', 'max_connections=300'])
  for (const template of ['template_empty', 'template_demo']) {
    await postgres.createDatabase(template)
    await migrate(postgres.url(template))
  }
  await loadDemo(postgres.url('template_demo'), () => {})
  project.provide('postgres', postgres.url('postgres'))

  return async () => {
    await postgres.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}
