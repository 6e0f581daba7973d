import { ConfigurationError, readConfig } from './config.ts'
import { MigrationEdited } from './persistence/migrate.ts'
import { openShop } from './shop.ts'
import { Welcome } from './welcome.ts'

/** Milliseconds until a stop that does not finish is forced. */
const PATIENCE = 10_000

const welcome = new Welcome(process.stdout)
try {
  const shop = await openShop(readConfig(), welcome)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop(shop))
} catch (error) {
  if (!(error instanceof ConfigurationError || error instanceof MigrationEdited)) throw error
  process.stderr.write(`\n${error.message}\n\n`)
  process.exitCode = 1
}

async function stop(shop: AsyncDisposable): Promise<void> {
  setTimeout(() => process.exit(1), PATIENCE).unref()
  welcome.goodbye()
  await shop[Symbol.asyncDispose]()
  process.exit(0)
}
