import Stripe from 'stripe'
import { z } from 'zod'
import { newId } from './id.ts'

const event = z.object({
  id: z.string(),
  created: z.number(),
  type: z.string(),
  object: z.record(z.string(), z.unknown()),
})

/** Something that happened, with the object as it was at that moment. */
export class Event {
  static read = (record: unknown) => new Event(event.parse(record))

  static of(type: string, object: object, created: number): Event {
    return new Event({ id: newId('evt'), created, type, object: { ...object } })
  }

  readonly record: z.infer<typeof event>

  constructor(record: z.infer<typeof event>) {
    this.record = record
  }

  get id() {
    return this.record.id
  }

  get type() {
    return this.record.type
  }

  toStripe(pendingWebhooks: number) {
    const { id, created, type, object } = this.record
    return {
      id,
      object: 'event',
      api_version: Stripe.API_VERSION,
      created,
      data: { object },
      livemode: false,
      pending_webhooks: pendingWebhooks,
      request: { id: null, idempotency_key: null },
      type,
    }
  }
}
