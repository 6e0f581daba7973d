import { pino } from 'pino'
import { readConfig } from '../../src/config.ts'
import { Database } from '../../src/persistence/database.ts'
import { createServices } from '../../src/services.ts'
import { type Answer, Branch, type Command } from './inventory-commands.ts'

/** A script is performed one command after the other. */
export type Message = { ask: 'begin'; now: number } | { ask: 'perform'; script: readonly Command[] }

// A process of the shop without its web half, which does what its parent asks.
const { DATABASE_URL: databaseUrl = '', DATA_DIR = '' } = process.env
const config = readConfig({ NODE_ENV: 'test', DATA_DIR, DATABASE_URL: databaseUrl })
const branch = new Branch(new Database(databaseUrl), (clock) =>
  createServices({
    ...{ config, databaseUrl, clock, log: pino({ level: 'silent' }), searchMissed: () => {} },
    ...{ sessionSecrets: ['a secret'], stripe: { secretKey: 'sk_test_none', webhookSecrets: [] } },
  }),
)

process.on('message', async (message: Message) => {
  const answers: Answer[] = []
  if (message.ask === 'begin') branch.begin(message.now)
  else for (const command of message.script) answers.push(await branch.perform(command))
  process.send?.(answers)
})
process.send?.('open')
