import { z } from 'zod'

const delivery = z.object({
  id: z.string(),
  attempts: z.number(),
  state: z.enum(['waiting', 'under_way', 'delivered', 'given_up']),
})

/** How far the delivery of one event (its id is the event's) has come. */
export class Delivery {
  static read = (record: unknown) => new Delivery(delivery.parse(record))

  static waiting(event: string): Delivery {
    return new Delivery({ id: event, attempts: 0, state: 'waiting' })
  }

  readonly record: z.infer<typeof delivery>

  constructor(record: z.infer<typeof delivery>) {
    this.record = record
  }

  get id() {
    return this.record.id
  }

  get attempts() {
    return this.record.attempts
  }

  get isUnderWay() {
    return this.record.state === 'under_way'
  }

  get isPending() {
    return this.record.state === 'waiting' || this.isUnderWay
  }

  attempt(): Delivery {
    return new Delivery({ ...this.record, attempts: this.attempts + 1, state: 'under_way' })
  }

  fail(): Delivery {
    return new Delivery({ ...this.record, state: 'waiting' })
  }

  deliver(): Delivery {
    return new Delivery({ ...this.record, state: 'delivered' })
  }

  giveUp(): Delivery {
    return new Delivery({ ...this.record, state: 'given_up' })
  }
}
