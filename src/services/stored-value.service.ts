import { randomBytes } from 'node:crypto'
import type { Logger } from 'pino'
import { Invalid } from '../models/errors.ts'
import { Money } from '../models/money.ts'
import { GiftCardCode } from '../models/payments/gift-card-code.ts'
import type { StoredValue, StoredValueEntry } from '../models/payments/stored-value.ts'
import { ShopTime } from '../models/shop-time.ts'
import type { Database, Repositories } from '../persistence/database.ts'
import type { LedgerChange } from '../persistence/stored-value.repository.ts'
import type { Letters } from './letters.ts'

/** What somebody of the shop gives, and why. */
export interface Gift {
  /** In whole units of the shop's currency: 12.5 is €12.50. */
  readonly amount: number
  readonly why: string
  /** Of the form that was filled in: sent twice, it gives once. */
  readonly key: string
  /** Who gives it. */
  readonly actor: string
}

export interface GiftCardOrder extends Gift {
  /** The last day on which it can be spent, such as 2026-12-31; null for one that never expires. */
  readonly expires: string | null
  /** Who gets the code by mail; null if nobody does. */
  readonly recipient: string | null
}

/** A card just issued: its code cannot be told again. */
export interface IssuedCard {
  readonly id: number
  readonly code: GiftCardCode
  readonly mail: 'none' | 'sent' | 'failed'
}

/** An account of stored value and its ledger, the youngest entry first. */
export interface Ledger {
  readonly storedValue: StoredValue
  readonly entries: readonly StoredValueEntry[]
}

/** Gift cards and credit as the shop gives them and as their owners look at them. */
export class StoredValueService {
  readonly #database: Database
  readonly #letters: Letters
  readonly #clock: () => Date
  readonly #log: Logger

  constructor(database: Database, letters: Letters, clock: () => Date, log: Logger) {
    this.#database = database
    this.#letters = letters
    this.#clock = clock
    this.#log = log
  }

  /** See `StoredValueRepository.page`. */
  page(sought: string, before: number | null) {
    return this.#database.read.storedValues.page(sought, before)
  }

  /** Null if there is none. */
  async ledger(id: number): Promise<Ledger | null> {
    return this.#ledger(await this.#database.read.storedValues.find(id))
  }

  /** What a customer has to their credit in the shop's currency; null if they never had any. */
  async creditOf(userId: number): Promise<Ledger | null> {
    const { settings, storedValues } = this.#database.read
    const { currency } = await settings.all()
    return this.#ledger(await storedValues.creditOf(userId, currency))
  }

  /**
   * A new gift card.
   *
   * @returns null if this form was sent before
   * @throws Invalid if it would have expired already
   */
  async issue(order: GiftCardOrder): Promise<IssuedCard | null> {
    const { expires, recipient } = order
    const { timeZone } = await this.#database.read.settings.all()
    const expiresAt = expires === null ? null : ShopTime.in(timeZone).endOf(expires)
    if (expiresAt && expiresAt <= this.#clock())
      throw new Invalid('Choose a day that is still to come, or none.', 'expires')
    const code = GiftCardCode.of(randomBytes(32))
    const id = await this.#once(order, async ({ storedValues }, change) => {
      const card = await storedValues.addGiftCard(code, change.amount.currency, expiresAt)
      await storedValues.add(card, change)
      return card
    })
    return id === null ? null : { id, code, mail: recipient ? await this.#mail(id, code, recipient) : 'none' }
  }

  /**
   * Credit for the customer with this address.
   *
   * @returns 'nobody' if there is none, 'known' if this form was sent before
   */
  async credit(gift: Gift, email: string): Promise<'given' | 'known' | 'nobody'> {
    const customer = await this.#database.read.users.byEmail(email)
    if (!customer) return 'nobody'
    const id = await this.#once(gift, async ({ storedValues }, change) => {
      const account = await storedValues.openCredit(customer.id, change.amount.currency)
      await storedValues.add(account, change)
      return account
    })
    return id === null ? 'known' : 'given'
  }

  async #ledger(storedValue: StoredValue | null): Promise<Ledger | null> {
    if (!storedValue) return null
    return { storedValue, entries: await this.#database.read.storedValues.entries(storedValue) }
  }

  async #once(
    { amount, why, actor, key }: Gift,
    give: (repositories: Repositories, change: LedgerChange) => Promise<number>,
  ): Promise<number | null> {
    return this.#database.transaction(async (repositories) => {
      const name = `issue ${key}`
      if (await repositories.storedValues.isEntered(name)) return null
      const { currency } = await repositories.settings.all()
      const given = Money.ofMajor(amount, currency)
      return give(repositories, {
        ...{ amount: given, key: name, why, actor, at: this.#clock(), orderNumber: null },
      })
    })
  }

  /** Sent at once and by nobody else: a job would have to write the code down. */
  async #mail(id: number, code: GiftCardCode, to: string): Promise<IssuedCard['mail']> {
    const { settings, storedValues } = this.#database.read
    const { shopName, timeZone } = await settings.all()
    try {
      await this.#letters.send(`gift-card:${id}`, async () => {
        const card = await storedValues.find(id)
        if (!card) return null
        const until = card.expiresAt && ShopTime.in(timeZone).day(card.expiresAt)
        const facts = { card, code: code.toString(), until }
        return { to, subject: `A gift card of ${shopName}`, view: 'gift-card', facts }
      })
      return 'sent'
    } catch (error) {
      this.#log.error({ err: error, storedValue: id }, 'gift card could not be mailed')
      return 'failed'
    }
  }
}
