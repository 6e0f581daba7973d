import { rmSync } from 'node:fs'
import { readConfig } from '../../src/config.ts'
import { type Host, openShop } from '../../src/shop.ts'
import { aDatabase, type TestDatabase } from './database.ts'
import { aFreePort } from './port.ts'
import { aFolder } from './temporary.ts'

export const OWNER = { email: 'owner@lodestone.example', password: 'a long test password' }

export interface TestShop extends AsyncDisposable {
  readonly url: string
  readonly folder: string
  readonly database: TestDatabase
}

const SILENT: Host = { step: () => {}, open: () => {}, pictures: () => {} }

/** A whole shop as `npm start` opens it, with a database, a folder and a port of its own. */
export async function aShop(
  content: 'empty' | 'demo' = 'demo',
  variables: Readonly<Record<string, string>> = {},
): Promise<TestShop> {
  const database = await aDatabase(content)
  return opened(database, variables, () => database[Symbol.asyncDispose]())
}

/** The same shop once more, as a second process of a fleet would be. */
export function anotherProcessOf(
  shop: TestShop,
  variables: Readonly<Record<string, string>> = {},
): Promise<TestShop> {
  return opened(shop.database, variables, async () => {})
}

async function opened(
  database: TestDatabase,
  variables: Readonly<Record<string, string>>,
  afterwards: () => PromiseLike<void>,
): Promise<TestShop> {
  const folder = aFolder('shop')
  const port = await aFreePort()
  const shop = await openShop(
    readConfig({
      NODE_ENV: 'test',
      PORT: String(port),
      DATA_DIR: folder,
      DATABASE_URL: database.url,
      DEMO_CATALOGUE: 'false',
      ADMIN_EMAIL: OWNER.email,
      ADMIN_PASSWORD: OWNER.password,
      // Tests come from many addresses without leaving the machine.
      TRUST_PROXY: 'loopback',
      ...variables,
    }),
    SILENT,
  )
  return {
    url: `http://localhost:${port}`,
    folder,
    database,
    [Symbol.asyncDispose]: async () => {
      await shop[Symbol.asyncDispose]()
      await afterwards()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
