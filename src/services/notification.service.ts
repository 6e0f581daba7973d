import { countryName } from '../models/checkout/country.ts'
import type { DomainEvent } from '../models/events.ts'
import type { Mail, Mailer } from '../models/notifications/mail.ts'
import type { Order } from '../models/orders/order.ts'
import { deliveryText } from '../models/pricing/delivery-text.ts'
import type { Database } from '../persistence/database.ts'
import type { OrderLinks } from './order-links.ts'

export type MailKind = 'order-received' | 'order-shipped' | 'order-cancelled' | 'payment-failed'

/** Fills a view with words. */
export type Render = (view: string, facts: Readonly<Record<string, unknown>>) => Promise<string>

const SUBJECTS: Readonly<Record<MailKind, (order: Order) => string>> = {
  'order-received': ({ number }) => `Your order ${number}: thank you`,
  'order-shipped': ({ number }) => `Your order ${number} is on its way`,
  'order-cancelled': ({ number }) => `Your order ${number} is cancelled`,
  'payment-failed': ({ number }) => `Your order ${number} is not paid yet`,
}

export class NotificationService {
  readonly #database: Database
  readonly #mailer: Mailer
  readonly #render: Render
  readonly #links: OrderLinks
  readonly #clock: () => Date

  constructor(database: Database, mailer: Mailer, render: Render, links: OrderLinks, clock: () => Date) {
    this.#database = database
    this.#mailer = mailer
    this.#render = render
    this.#links = links
    this.#clock = clock
  }

  /** Mails the buyer of the order that an event is about, once per event. */
  async mailBuyer(kind: MailKind, event: DomainEvent): Promise<void> {
    const { orders, sentMails } = this.#database.read
    const key = `${kind}:${event.id}`
    if (await sentMails.wasSent(key)) return

    const order = await orders.find(event.subject.replace('orders/', ''))
    const mail = {
      ...(await this.#words(kind, order)),
      to: order.email,
      messageId: `<${kind}.${event.id}@cartwright>`,
    }
    await this.#mailer.send(mail)
    await sentMails.markSent(key, mail, this.#clock())
  }

  async #words(kind: MailKind, order: Order): Promise<Pick<Mail, 'subject' | 'html' | 'text'>> {
    const { shopName, contactEmail } = await this.#database.read.settings.all()
    const facts = {
      order,
      shop: { name: shopName, contactEmail },
      href: this.#links.absolute(order),
      deliveryText: deliveryText(order.delivery),
      countryName: countryName(order.address.country),
      subject: SUBJECTS[kind](order),
    }
    return {
      subject: facts.subject,
      html: await this.#render(`mail/html/${kind}`, facts),
      text: await this.#render(`mail/text/${kind}`, facts),
    }
  }
}
