import type { Clock } from '../clock.ts'
import type { Office } from '../office.ts'
import type { Event } from '../resources/event.ts'
import type { Shapes } from '../resources/shapes.ts'
import type { Agenda } from '../schedule/agenda.ts'
import type { Store } from '../store/store.ts'
import type { Delivery } from './delivery.ts'
import { signatureOf } from './signature.ts'

export interface WebhookEndpoint {
  readonly url: string
  readonly secret: string
  /** How long to wait before the second, third, … attempt; after the last one the delivery is given up. */
  readonly backOffMilliseconds: readonly number[]
}

const TIMEOUT_MILLISECONDS = 10_000
const MOST_AT_ONCE = 8

/**
 * Brings events to the shop, each at least once and in no certain order, as Stripe does. An attempt is counted
 * before it is made, and one that a crash has cut off is made again after the restart.
 */
export class WebhookDeliveries {
  readonly #endpoint: WebhookEndpoint
  readonly #store: Store
  readonly #clock: Clock
  readonly #agenda: Agenda
  readonly #shapes: Shapes
  readonly #report: (error: unknown) => void
  readonly #waiting = new Map<string, Event>()
  readonly #underWay = new Map<string, Promise<void>>()
  readonly #closing = new AbortController()

  constructor(endpoint: WebhookEndpoint, office: Office) {
    this.#endpoint = endpoint
    this.#store = office.store
    this.#clock = office.clock
    this.#agenda = office.agenda
    this.#shapes = office.shapes
    this.#report = office.report
  }

  /** Takes up again what was under way when the process ended. */
  resume(): void {
    const cutOff = this.#store.deliveries.all().filter(({ isUnderWay }) => isUnderWay)
    this.#store.transaction(() => {
      for (const { id } of cutOff) this.#agenda.book('deliver_event', id, this.#clock.milliseconds)
    })
  }

  /** Takes up the delivery of an event that is due. */
  take(eventId: string): void {
    const event = this.#store.events.find(eventId)
    const delivery = this.#store.deliveries.find(eventId)
    if (!event || !delivery?.isPending || this.#closing.signal.aborted) return

    const attempt = this.#store.deliveries.put(delivery.attempt())
    this.#bookNext(attempt, TIMEOUT_MILLISECONDS)
    this.#waiting.set(eventId, event)
    queueMicrotask(() => this.#sendNext())
  }

  async close(): Promise<void> {
    this.#closing.abort()
    await Promise.all(this.#underWay.values())
  }

  #sendNext(): void {
    for (const [eventId, event] of this.#waiting) {
      if (this.#underWay.size >= MOST_AT_ONCE || this.#closing.signal.aborted) return
      if (this.#underWay.has(eventId)) continue

      this.#waiting.delete(eventId)
      this.#underWay.set(eventId, this.#send(event).catch(this.#report))
    }
  }

  async #send(event: Event): Promise<void> {
    const arrived = await this.#post(event)
    this.#underWay.delete(event.id)
    if (this.#closing.signal.aborted) return

    this.#store.transaction(() => this.#note(event.id, arrived))
    this.#sendNext()
  }

  #note(eventId: string, arrived: boolean): void {
    const delivery = this.#store.deliveries.find(eventId)
    if (!delivery) return

    if (arrived) this.#end(delivery.deliver())
    else if (delivery.attempts > this.#endpoint.backOffMilliseconds.length) this.#end(delivery.giveUp())
    else this.#bookNext(this.#store.deliveries.put(delivery.fail()))
  }

  #end(delivery: Delivery): void {
    this.#store.deliveries.put(delivery)
    this.#agenda.cancel('deliver_event', delivery.id)
  }

  #bookNext({ id, attempts }: Delivery, margin = 0): void {
    const pause = this.#endpoint.backOffMilliseconds[attempts - 1] ?? 0
    this.#agenda.book('deliver_event', id, this.#clock.milliseconds + pause + margin)
  }

  // Only a 2xx counts as delivered; Stripe does not follow redirects either.
  async #post(event: Event): Promise<boolean> {
    const payload = JSON.stringify(this.#shapes.event(event), null, 2)
    try {
      const response = await fetch(this.#endpoint.url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'stripe-signature': signatureOf(payload, this.#endpoint.secret, this.#clock.seconds),
          'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
        },
        body: payload,
        redirect: 'manual',
        signal: AbortSignal.any([this.#closing.signal, AbortSignal.timeout(TIMEOUT_MILLISECONDS)]),
      })
      await response.body?.cancel()
      return response.ok
    } catch {
      return false
    }
  }
}
