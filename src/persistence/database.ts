import { setTimeout as sleep } from 'node:timers/promises'
import { PrismaPg } from '@prisma/adapter-pg'
import pg from 'pg'
import { type Prisma, PrismaClient } from '../../prisma/client/client.ts'
import { Overrun } from '../models/errors.ts'
import { AddressRepository } from './address.repository.ts'
import { CartRepository } from './cart.repository.ts'
import { CartJumpRepository } from './cart-jump.repository.ts'
import { CartMeansRepository } from './cart-means.repository.ts'
import { CartMemoRepository } from './cart-memo.repository.ts'
import { CatalogRepository } from './catalog.repository.ts'
import { CatalogueClock } from './catalogue-clock.ts'
import { CouponRepository } from './coupon.repository.ts'
import { CustomerRepository } from './customer.repository.ts'
import { DemandRepository } from './demand.repository.ts'
import { DraftRepository } from './draft.repository.ts'
import { FollowRepository } from './follow.repository.ts'
import { MissedSearchRepository } from './missed-search.repository.ts'
import { OrderRepository } from './order.repository.ts'
import { OutboxRepository } from './outbox.repository.ts'
import { PaymentRepository } from './payment.repository.ts'
import type { OnUnreadable } from './promotion-rows.ts'
import { PublicationRepository } from './publication.repository.ts'
import { QuestionRepository } from './question.repository.ts'
import { RecommendationRepository } from './recommendation.repository.ts'
import { ReviewRepository } from './review.repository.ts'
import { SearchRepository } from './search.repository.ts'
import { SentMailRepository } from './sent-mail.repository.ts'
import { SettingRepository } from './setting.repository.ts'
import { ShelfRepository } from './shelf.repository.ts'
import { ShopWindowRepository } from './shop-window.repository.ts'
import { Statements } from './statements.ts'
import { StockRepository } from './stock.repository.ts'
import { StoredValueRepository } from './stored-value.repository.ts'
import { SynonymRepository } from './synonym.repository.ts'
import { TariffRepository } from './tariff.repository.ts'
import { UserRepository } from './user.repository.ts'
import { WishlistRepository } from './wishlist.repository.ts'

/** Prisma's client, or the one of a transaction. */
export type Rows = Prisma.TransactionClient

export interface Repositories {
  readonly addresses: AddressRepository
  readonly carts: CartRepository
  readonly cartJumps: CartJumpRepository
  readonly cartMeans: CartMeansRepository
  readonly cartMemos: CartMemoRepository
  readonly catalog: CatalogRepository
  readonly coupons: CouponRepository
  readonly customers: CustomerRepository
  readonly demand: DemandRepository
  readonly drafts: DraftRepository
  readonly follows: FollowRepository
  readonly orders: OrderRepository
  readonly outbox: OutboxRepository
  readonly payments: PaymentRepository
  readonly publications: PublicationRepository
  readonly recommendations: RecommendationRepository
  readonly questions: QuestionRepository
  readonly reviews: ReviewRepository
  readonly missedSearches: MissedSearchRepository
  readonly search: SearchRepository
  readonly sentMails: SentMailRepository
  readonly settings: SettingRepository
  readonly shopWindow: ShopWindowRepository
  readonly shelf: ShelfRepository
  readonly stock: StockRepository
  readonly storedValues: StoredValueRepository
  readonly synonyms: SynonymRepository
  readonly tariffs: TariffRepository
  readonly users: UserRepository
  readonly wishlists: WishlistRepository
}

/** Told after a transaction of what it changed, and at once of rows that say something the shop does not understand. */
export interface ChangeListener {
  onUnreadable?(what: string, error: unknown): void
  onStock?(variantIds: ReadonlySet<number>): void
  onCarts?(cartIds: ReadonlySet<string>): void
}

/** Gathered while a transaction runs. */
interface Changed {
  readonly variants: Set<number>
  readonly carts: Set<string>
}

/** Milliseconds. In a rush a shopper had better wait for a connection than be refused. */
const TIMEOUTS = { statement: 15_000, lock: 10_000, idleInTransaction: 30_000, connection: 30_000 }
const MOST_TRIES = 5

/** The way to PostgreSQL. Reading goes through `read`; whatever changes more than one row is a transaction. */
export class Database {
  readonly clock: CatalogueClock
  readonly #client: PrismaClient
  readonly #statements: Statements
  readonly #listener: ChangeListener
  readonly #patience: number

  /** @param patience milliseconds that a piece of work waits for a connection before it is refused */
  constructor(url: string, listener: ChangeListener = {}, poolSize = 10, patience = TIMEOUTS.connection) {
    this.#patience = patience
    this.#listener = listener
    const pool = new pg.Pool({
      connectionString: url,
      max: poolSize,
      connectionTimeoutMillis: patience,
      statement_timeout: TIMEOUTS.statement,
      lock_timeout: TIMEOUTS.lock,
      idle_in_transaction_session_timeout: TIMEOUTS.idleInTransaction,
    })
    // A database that restarts cuts idle connections; where nobody listens for that, Node ends the process.
    pool.on('error', () => {})
    this.#client = new PrismaClient({ adapter: new PrismaPg(pool, { disposeExternalPool: true }) })
    this.#statements = new Statements(pool)
    this.clock = new CatalogueClock(this.#statements)
  }

  /** Repositories outside a transaction, for one piece of work: what they remember is not older than that. */
  get read(): Repositories {
    return repositories(this.#client, this.#statements, nothingChanged(), this.#onUnreadable)
  }

  /**
   * Does the work in one transaction (READ COMMITTED; the guards are in the statements), again from the
   * start when PostgreSQL breaks a deadlock or a serialization conflict.
   */
  async transaction<Result>(work: (repositories: Repositories) => Promise<Result>): Promise<Result> {
    for (let tries = 1; ; tries += 1) {
      try {
        const changed = nothingChanged()
        const result = await this.#client.$transaction(
          (rows) => work(repositories(rows, this.#statements, changed, this.#onUnreadable)),
          {
            maxWait: this.#patience,
            timeout: TIMEOUTS.idleInTransaction,
          },
        )
        this.#tell(changed)
        return result
      } catch (error) {
        if (hasNoTurn(error)) throw new Overrun(error)
        if (!isTransient(error) || tries === MOST_TRIES) throw error
        await sleep(Math.random() * 25 * 2 ** tries)
      }
    }
  }

  #onUnreadable: OnUnreadable = (what, error) => this.#listener.onUnreadable?.(what, error)

  #tell({ variants, carts }: Changed): void {
    if (variants.size > 0) this.#listener.onStock?.(variants)
    if (carts.size > 0) this.#listener.onCarts?.(carts)
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

const nothingChanged = (): Changed => ({ variants: new Set(), carts: new Set() })

function repositories(
  rows: Rows,
  statements: Statements,
  changed: Changed,
  onUnreadable: OnUnreadable,
): Repositories {
  const settings = new SettingRepository(rows)
  return {
    addresses: new AddressRepository(rows),
    carts: new CartRepository(rows, changed.carts),
    cartMeans: new CartMeansRepository(rows),
    cartMemos: new CartMemoRepository(rows, changed.carts),
    cartJumps: new CartJumpRepository(rows),
    catalog: new CatalogRepository(rows, settings),
    coupons: new CouponRepository(rows, settings, onUnreadable),
    customers: new CustomerRepository(rows),
    demand: new DemandRepository(rows),
    drafts: new DraftRepository(rows),
    follows: new FollowRepository(rows, settings),
    orders: new OrderRepository(rows),
    outbox: new OutboxRepository(rows),
    payments: new PaymentRepository(rows),
    publications: new PublicationRepository(rows),
    recommendations: new RecommendationRepository(rows),
    questions: new QuestionRepository(rows),
    reviews: new ReviewRepository(rows),
    sentMails: new SentMailRepository(rows),
    settings,
    shopWindow: new ShopWindowRepository(rows),
    stock: new StockRepository(rows, changed.variants, changed.carts),
    storedValues: new StoredValueRepository(rows),
    missedSearches: new MissedSearchRepository(rows),
    search: new SearchRepository(statements, rows),
    synonyms: new SynonymRepository(rows),
    shelf: new ShelfRepository(statements, rows, settings),
    tariffs: new TariffRepository(rows, settings, onUnreadable),
    users: new UserRepository(rows),
    wishlists: new WishlistRepository(rows),
  }
}

/** No connection and no lock became free, or no statement ended, in the time that a shopper may be kept waiting. */
function hasNoTurn(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  return /Unable to start a transaction in the given time|timeout exceeded when trying to connect|\b(55P03|57014)\b|(lock|statement) timeout/.test(
    error.message,
  )
}

/** 40001 serialization failure, 40P01 deadlock; Prisma reports both as P2034 or inside its own message. */
function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = 'code' in error ? error.code : undefined
  return code === 'P2034' || /\b(40001|40P01)\b|deadlock detected|write conflict/i.test(error.message)
}
