/** Something that happened, told to the rest of the shop after the transaction that made it true. */
export interface DomainEvent {
  readonly id: string
  readonly type: EventType
  /** What it happened to, such as orders/LM-1001. */
  readonly subject: string
  readonly at: Date
  /** Grows when the shape of `facts` changes. */
  readonly version: 1
  readonly facts: Readonly<Record<string, unknown>>
}

export const EVENT_TYPES = [
  'order.created',
  'order.paid',
  'order.shipped',
  'order.cancelled',
  'order.readdressed',
  'order.payment_failed',
  'cart.adjusted',
  'cart.abandoned',
] as const

export type EventType = (typeof EVENT_TYPES)[number]

/** Of the order that the event is about. */
export function orderNumberOf({ subject }: Pick<DomainEvent, 'subject'>): string {
  return subject.replace('orders/', '')
}

/** Things that happened to an aggregate and were not told yet. */
export class EventRecorder {
  #untold: Omit<DomainEvent, 'id'>[] = []

  record(type: EventType, subject: string, at: Date, facts: DomainEvent['facts']): void {
    this.#untold.push({ type, subject, at, version: 1, facts })
  }

  /** Hands each event over exactly once. */
  release(): Omit<DomainEvent, 'id'>[] {
    const untold = this.#untold
    this.#untold = []
    return untold
  }
}
