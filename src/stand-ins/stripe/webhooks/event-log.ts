import type { Clock } from '../clock.ts'
import { Event } from '../resources/event.ts'
import type { Agenda } from '../schedule/agenda.ts'
import type { Store } from '../store/store.ts'
import { Delivery } from './delivery.ts'

/** The events that the webhook endpoint is subscribed to; all others are only listed under `/v1/events`. */
const SUBSCRIBED: ReadonlySet<string> = new Set([
  'charge.refunded',
  'checkout.session.async_payment_failed',
  'checkout.session.async_payment_succeeded',
  'checkout.session.completed',
  'checkout.session.expired',
  'payment_intent.payment_failed',
  'payment_intent.processing',
  'payment_intent.succeeded',
  'refund.created',
  'refund.updated',
])

/** Writes down what happens, and has it delivered. */
export class EventLog {
  readonly #store: Store
  readonly #clock: Clock
  readonly #agenda: Agenda

  constructor(store: Store, clock: Clock, agenda: Agenda) {
    this.#store = store
    this.#clock = clock
    this.#agenda = agenda
  }

  announce(type: string, object: object): void {
    const event = this.#store.events.put(Event.of(type, object, this.#clock.seconds))
    if (!SUBSCRIBED.has(type)) return

    this.#store.deliveries.put(Delivery.waiting(event.id))
    this.#agenda.book('deliver_event', event.id, this.#clock.milliseconds)
  }
}
