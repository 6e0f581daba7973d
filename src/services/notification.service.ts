import type { DomainEvent } from '../models/events.ts'
import type { Mail, Mailer } from '../models/notifications/mail.ts'
import type { Order } from '../models/orders/order.ts'
import type { Database } from '../persistence/database.ts'
import type { OrderLinks } from './order-links.ts'

/** Turns a mail's name and an order into words. */
export interface MailWriter {
  write(kind: MailKind, order: Order, href: string): Promise<Pick<Mail, 'subject' | 'html' | 'text'>>
}

export type MailKind = 'order-received' | 'order-shipped'

export class NotificationService {
  readonly #database: Database
  readonly #mailer: Mailer
  readonly #writer: MailWriter
  readonly #links: OrderLinks
  readonly #clock: () => Date

  constructor(database: Database, mailer: Mailer, writer: MailWriter, links: OrderLinks, clock: () => Date) {
    this.#database = database
    this.#mailer = mailer
    this.#writer = writer
    this.#links = links
    this.#clock = clock
  }

  /** Mails the buyer of the order that an event is about, once per event. */
  async mailBuyer(kind: MailKind, event: DomainEvent): Promise<void> {
    const { orders, sentMails } = this.#database.read
    const key = `${kind}:${event.id}`
    if (await sentMails.wasSent(key)) return

    const order = await orders.find(event.subject.replace('orders/', ''))
    const text = await this.#writer.write(kind, order, this.#links.absolute(order))
    const mail = { ...text, to: order.email, messageId: `<${kind}.${event.id}@cartwright>` }
    await this.#mailer.send(mail)
    await sentMails.markSent(key, mail, this.#clock())
  }
}
