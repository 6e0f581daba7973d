import { setTimeout as sleep } from 'node:timers/promises'
import { PrismaPg } from '@prisma/adapter-pg'
import { type Prisma, PrismaClient } from '../../prisma/client/client.ts'
import { CartRepository } from './cart.repository.ts'
import { CatalogRepository } from './catalog.repository.ts'
import { DraftRepository } from './draft.repository.ts'
import { OrderRepository } from './order.repository.ts'
import { OutboxRepository } from './outbox.repository.ts'
import { PaymentRepository } from './payment.repository.ts'
import { SentMailRepository } from './sent-mail.repository.ts'
import { SettingRepository } from './setting.repository.ts'
import { StockRepository } from './stock.repository.ts'
import { TariffRepository } from './tariff.repository.ts'
import { UserRepository } from './user.repository.ts'

/** Prisma's client, or the one of a transaction. */
export type Rows = Prisma.TransactionClient

export interface Repositories {
  readonly carts: CartRepository
  readonly catalog: CatalogRepository
  readonly drafts: DraftRepository
  readonly orders: OrderRepository
  readonly outbox: OutboxRepository
  readonly payments: PaymentRepository
  readonly sentMails: SentMailRepository
  readonly settings: SettingRepository
  readonly stock: StockRepository
  readonly tariffs: TariffRepository
  readonly users: UserRepository
}

/** Milliseconds. In a rush a shopper had better wait for a connection than be refused. */
const TIMEOUTS = { statement: 15_000, lock: 15_000, idleInTransaction: 30_000, connection: 30_000 }
const MOST_TRIES = 5

/** The way to PostgreSQL. Reading goes through `read`; whatever changes more than one row is a transaction. */
export class Database {
  readonly #client: PrismaClient

  constructor(url: string, poolSize = 10) {
    const adapter = new PrismaPg({
      connectionString: url,
      max: poolSize,
      connectionTimeoutMillis: TIMEOUTS.connection,
      statement_timeout: TIMEOUTS.statement,
      lock_timeout: TIMEOUTS.lock,
      idle_in_transaction_session_timeout: TIMEOUTS.idleInTransaction,
    })
    this.#client = new PrismaClient({ adapter })
  }

  /** Repositories outside a transaction, for one piece of work: what they remember is not older than that. */
  get read(): Repositories {
    return repositories(this.#client)
  }

  /**
   * Does the work in one transaction (READ COMMITTED; the guards are in the statements), again from the
   * start when PostgreSQL breaks a deadlock or a serialization conflict.
   */
  async transaction<Result>(work: (repositories: Repositories) => Promise<Result>): Promise<Result> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.#client.$transaction((rows) => work(repositories(rows)), {
          maxWait: TIMEOUTS.connection,
          timeout: TIMEOUTS.idleInTransaction,
        })
      } catch (error) {
        if (!isTransient(error) || tries === MOST_TRIES) throw error
        await sleep(Math.random() * 25 * 2 ** tries)
      }
    }
  }

  async isAlive(): Promise<boolean> {
    return this.#client.$queryRaw`SELECT 1`.then(
      () => true,
      () => false,
    )
  }

  async close(): Promise<void> {
    await this.#client.$disconnect()
  }
}

function repositories(rows: Rows): Repositories {
  const settings = new SettingRepository(rows)
  return {
    carts: new CartRepository(rows),
    catalog: new CatalogRepository(rows, settings),
    drafts: new DraftRepository(rows),
    orders: new OrderRepository(rows),
    outbox: new OutboxRepository(rows),
    payments: new PaymentRepository(rows),
    sentMails: new SentMailRepository(rows),
    settings,
    stock: new StockRepository(rows),
    tariffs: new TariffRepository(rows, settings),
    users: new UserRepository(rows),
  }
}

/** 40001 serialization failure, 40P01 deadlock; Prisma reports both as P2034 or inside its own message. */
function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = 'code' in error ? error.code : undefined
  return code === 'P2034' || /\b(40001|40P01)\b|deadlock detected|write conflict/i.test(error.message)
}
