import { Charge } from '../resources/charge.ts'
import { CheckoutSession } from '../resources/checkout-session.ts'
import { Event } from '../resources/event.ts'
import { PaymentIntent } from '../resources/payment-intent.ts'
import { PaymentMethod } from '../resources/payment-method.ts'
import { Refund } from '../resources/refund.ts'
import { Appointment } from '../schedule/appointment.ts'
import { Delivery } from '../webhooks/delivery.ts'
import type { Journal, JournalEntry } from './journal.ts'
import { KeptAnswer } from './kept-answer.ts'
import { Shelf } from './shelf.ts'

/**
 * Everything the stand-in knows. All changes of one transaction become one line of the journal, so that a crash
 * leaves either all of them or none. Transactions are synchronous: nothing can come in between.
 */
export class Store {
  readonly sessions = new Shelf(CheckoutSession.read)
  readonly intents = new Shelf(PaymentIntent.read)
  readonly methods = new Shelf(PaymentMethod.read)
  readonly charges = new Shelf(Charge.read)
  readonly refunds = new Shelf(Refund.read)
  readonly events = new Shelf(Event.read)
  readonly deliveries = new Shelf(Delivery.read)
  readonly appointments = new Shelf(Appointment.read)
  readonly answers = new Shelf(KeptAnswer.read)

  readonly #journal: Journal
  #inTransaction = false

  constructor(journal: Journal) {
    this.#journal = journal
    for (const entry of journal.entries()) this.#replay(entry)
  }

  transaction<T>(work: () => T): T {
    if (this.#inTransaction) return work()

    this.#inTransaction = true
    try {
      const result = work()
      this.#commit()
      return result
    } finally {
      for (const [, shelf] of this.#shelves()) shelf.discard()
      this.#inTransaction = false
    }
  }

  close(): void {
    this.#journal.close()
  }

  #commit(): void {
    const entry: JournalEntry = {}
    for (const [name, shelf] of this.#shelves()) {
      const change = shelf.staged()
      if (change) entry[name] = change
    }
    if (Object.keys(entry).length === 0) return

    this.#journal.append(entry)
    for (const [, shelf] of this.#shelves()) shelf.keep()
  }

  #replay(entry: JournalEntry): void {
    for (const [name, shelf] of this.#shelves()) {
      const change = entry[name]
      if (change) shelf.restore(change)
    }
  }

  #shelves() {
    return Object.entries({
      sessions: this.sessions,
      intents: this.intents,
      methods: this.methods,
      charges: this.charges,
      refunds: this.refunds,
      events: this.events,
      deliveries: this.deliveries,
      appointments: this.appointments,
      answers: this.answers,
    })
  }
}
