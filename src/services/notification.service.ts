import { countryName } from '../models/checkout/country.ts'
import { type DomainEvent, orderNumberOf } from '../models/events.ts'
import type { Order } from '../models/orders/order.ts'
import { Bill } from '../models/payments/bill.ts'
import { deliveryText } from '../models/pricing/delivery-text.ts'
import type { Database } from '../persistence/database.ts'
import type { Letter, Letters } from './letters.ts'
import type { OrderLinks } from './order-links.ts'

export type MailKind =
  | 'order-received'
  | 'order-shipped'
  | 'order-cancelled'
  | 'order-readdressed'
  | 'payment-failed'

const SUBJECTS: Readonly<Record<MailKind, (order: Order) => string>> = {
  'order-received': ({ number }) => `Your order ${number}: thank you`,
  'order-shipped': ({ number }) => `Your order ${number} is on its way`,
  'order-cancelled': ({ number }) => `Your order ${number} is cancelled`,
  'order-readdressed': ({ number }) => `Your order ${number} goes to another address`,
  'payment-failed': ({ number }) => `Your order ${number} is not paid yet`,
}

export class NotificationService {
  readonly #database: Database
  readonly #letters: Letters
  readonly #links: OrderLinks

  constructor(database: Database, letters: Letters, links: OrderLinks) {
    this.#database = database
    this.#letters = letters
    this.#links = links
  }

  /** Mails the buyer of the order that an event is about, once per event. */
  async mailBuyer(kind: MailKind, event: DomainEvent): Promise<void> {
    await this.#letters.send(`${kind}:${event.id}`, async () =>
      this.#about(await this.#database.read.orders.find(orderNumberOf(event)), kind),
    )
  }

  async #about(order: Order, kind: MailKind): Promise<Letter> {
    return {
      to: order.email,
      subject: SUBJECTS[kind](order),
      view: kind,
      facts: {
        order,
        bill: new Bill(order, await this.#database.read.payments.ofOrder(order.number)),
        href: this.#links.absolute(order),
        deliveryText: deliveryText(order.delivery),
        countryName: countryName(order.address.country),
      },
    }
  }
}
