import { z } from 'zod'
import type { Database } from '../persistence/database.ts'
import type { Letters } from './letters.ts'
import type { OrderLinks } from './order-links.ts'

/** Somebody says that they have placed this order with this address. */
export const lookupJob = z.object({ number: z.string(), email: z.string(), askedAt: z.iso.datetime() })

/** Milliseconds. However often somebody asks, a mailbox gets no more than one mail for an order in this time. */
const ONE_MAIL_IN = 10 * 60_000

/** Finds the orders of guests who have lost their link. */
export class OrderLookupService {
  readonly #database: Database
  readonly #letters: Letters
  readonly #links: OrderLinks
  readonly #clock: () => Date

  constructor(database: Database, letters: Letters, links: OrderLinks, clock: () => Date) {
    this.#database = database
    this.#letters = letters
    this.#links = links
    this.#clock = clock
  }

  /** Does the same whether there is such an order or not, so that nobody learns it: not by words, nor by time. */
  async ask(number: string, email: string): Promise<void> {
    const job = { number, email, askedAt: this.#clock().toISOString() }
    const key = `mail-order-link:${number}:${email.toLowerCase()}`
    await this.#database.read.outbox.enqueue('mail-order-link', job, key)
  }

  /** Mails the link to the order, if number and address belong together. */
  async mail({ number, email, askedAt }: z.infer<typeof lookupJob>): Promise<void> {
    const order = await this.#database.read.orders.placedBy(number, email)
    if (!order) return
    const window = Math.floor(new Date(askedAt).getTime() / ONE_MAIL_IN)
    await this.#letters.send(`order-link:${number}:${window}`, async () => ({
      to: order.email,
      subject: `The link to your order ${number}`,
      view: 'order-link',
      facts: { order, href: this.#links.absolute(order) },
    }))
  }
}
