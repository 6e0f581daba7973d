import type { Prisma } from '../../prisma/client/client.ts'
import { Money } from '../models/money.ts'
import type { GiftCardCode } from '../models/payments/gift-card-code.ts'
import { StoredValue, type StoredValueEntry } from '../models/payments/stored-value.ts'
import type { Rows } from './database.ts'

const PER_PAGE = 50
/** What somebody looks through; older entries stay in the ledger. */
const ENTRIES_SHOWN = 200

const withOwner = { user: { select: { email: true } } } as const

/** A change of a balance, with what its line in the ledger says. */
export interface LedgerChange {
  /** More than zero; what is spent as well as what comes. */
  readonly amount: Money
  /** Names what it is for: the same twice is refused by the database. */
  readonly key: string
  readonly why: string
  readonly orderNumber: string | null
  readonly actor: string
  readonly at: Date
}

/** The only writer of balances: each statement that changes one writes the line of the ledger that explains it. */
export class StoredValueRepository {
  readonly #rows: Rows

  constructor(rows: Rows) {
    this.#rows = rows
  }

  async find(id: number): Promise<StoredValue | null> {
    const row = await this.#rows.storedValue.findUnique({ where: { id }, include: withOwner })
    return row && storedValue(row)
  }

  async byCode(code: GiftCardCode): Promise<StoredValue | null> {
    const row = await this.#rows.storedValue.findUnique({
      where: { codeHash: code.hash },
      include: withOwner,
    })
    return row && storedValue(row)
  }

  /** In the order of the ids given. */
  async all(ids: readonly number[]): Promise<readonly StoredValue[]> {
    if (ids.length === 0) return []
    const rows = await this.#rows.storedValue.findMany({
      where: { id: { in: [...ids] } },
      include: withOwner,
    })
    const known = new Map(rows.map((row) => [row.id, storedValue(row)]))
    return ids.flatMap((id) => known.get(id) ?? [])
  }

  async creditOf(userId: number, currency: string): Promise<StoredValue | null> {
    const row = await this.#rows.storedValue.findUnique({
      where: { userId_currency: { userId, currency } },
      include: withOwner,
    })
    return row && storedValue(row)
  }

  /** The youngest entries first. */
  async entries({ id, balance }: StoredValue): Promise<readonly StoredValueEntry[]> {
    const rows = await this.#rows.storedValueEntry.findMany({
      where: { storedValueId: id },
      include: { order: { select: { number: true } } },
      orderBy: { id: 'desc' },
      take: ENTRIES_SHOWN,
    })
    return rows.map(({ amount, order, ...entry }) => ({
      ...entry,
      amount: Money.of(amount, balance.currency),
      orderNumber: order?.number ?? null,
    }))
  }

  /**
   * The youngest first.
   *
   * @param sought the last four letters of a code or a customer's address; empty for all
   * @param before the id of the last one seen; `older` says where to go on
   */
  async page(
    sought: string,
    before: number | null,
  ): Promise<{ storedValues: readonly StoredValue[]; older: number | null }> {
    const rows = await this.#rows.storedValue.findMany({
      where: {
        ...(before !== null && { id: { lt: before } }),
        ...(sought && { OR: [{ lastFour: sought.toUpperCase() }, { user: { email: sought } }] }),
      },
      include: withOwner,
      orderBy: { id: 'desc' },
      // One more than shown tells whether there are older ones.
      take: PER_PAGE + 1,
    })
    const shown = rows.slice(0, PER_PAGE)
    return {
      storedValues: shown.map(storedValue),
      older: rows.length > PER_PAGE ? (shown.at(-1)?.id ?? null) : null,
    }
  }

  /** @returns the id of a card that has nothing yet */
  async addGiftCard(code: GiftCardCode, currency: string, expiresAt: Date | null): Promise<number> {
    const { id } = await this.#rows.storedValue.create({
      data: { kind: 'gift_card', codeHash: code.hash, lastFour: code.lastFour, currency, expiresAt },
    })
    return id
  }

  /** @returns the id of the customer's credit, whether or not they had one before */
  async openCredit(userId: number, currency: string): Promise<number> {
    await this.#rows.storedValue.createMany({
      data: [{ kind: 'store_credit', userId, currency }],
      skipDuplicates: true,
    })
    const { id } = await this.#rows.storedValue.findUniqueOrThrow({
      where: { userId_currency: { userId, currency } },
    })
    return id
  }

  /** @returns false, and nothing was changed, if there is not so much or it has expired */
  async spend(id: number, { amount, key, why, orderNumber, actor, at }: LedgerChange): Promise<boolean> {
    const entries = await this.#rows.$executeRaw`
      WITH spent AS (
        UPDATE stored_values SET balance = balance - ${amount.amount}
         WHERE id = ${id} AND currency = ${amount.currency} AND balance >= ${amount.amount}
           AND (expires_at IS NULL OR expires_at > ${at})
        RETURNING id)
      INSERT INTO stored_value_entries (stored_value_id, amount, key, why, order_id, actor, at)
      SELECT id, -${amount.amount}::int, ${key}, ${why}, (SELECT o.id FROM orders o WHERE o.number = ${orderNumber}),
             ${actor}, ${at}
        FROM spent`
    return entries === 1
  }

  /** @param atLeastUntil when the card can be spent until then at the least, whenever it was to expire */
  async add(
    id: number,
    { amount, key, why, orderNumber, actor, at }: LedgerChange,
    atLeastUntil: Date | null = null,
  ): Promise<void> {
    const entries = await this.#rows.$executeRaw`
      WITH given AS (
        UPDATE stored_values
           SET balance = balance + ${amount.amount},
               expires_at = CASE WHEN expires_at < ${atLeastUntil} THEN ${atLeastUntil} ELSE expires_at END
         WHERE id = ${id} AND currency = ${amount.currency}
        RETURNING id)
      INSERT INTO stored_value_entries (stored_value_id, amount, key, why, order_id, actor, at)
      SELECT id, ${amount.amount}::int, ${key}, ${why}, (SELECT o.id FROM orders o WHERE o.number = ${orderNumber}),
             ${actor}, ${at}
        FROM given`
    if (entries !== 1) throw new Error(`There is no stored value ${id} in ${amount.currency}.`)
  }

  /** True if something was entered under this name before. */
  async isEntered(key: string): Promise<boolean> {
    return (await this.#rows.storedValueEntry.count({ where: { key } })) > 0
  }
}

function storedValue(row: Prisma.StoredValueGetPayload<{ include: typeof withOwner }>): StoredValue {
  return new StoredValue({
    id: row.id,
    kind: row.kind === 'gift_card' ? 'gift-card' : 'store-credit',
    lastFour: row.lastFour,
    balance: Money.of(row.balance, row.currency),
    expiresAt: row.expiresAt,
    createdAt: row.createdAt,
    email: row.user?.email ?? null,
  })
}
