import type { Clock } from '../clock.ts'
import type { Office } from '../office.ts'
import type { Charge } from '../resources/charge.ts'
import type { Metadata } from '../resources/metadata.ts'
import { Refund } from '../resources/refund.ts'
import type { Shapes } from '../resources/shapes.ts'
import type { Agenda } from '../schedule/agenda.ts'
import type { Store } from '../store/store.ts'
import type { EventLog } from '../webhooks/event-log.ts'

/** Gives money back, at once or (for the card made for it) some time later. */
export class RefundDesk {
  readonly #store: Store
  readonly #clock: Clock
  readonly #agenda: Agenda
  readonly #events: EventLog
  readonly #shapes: Shapes
  readonly #lateAfterMilliseconds: number

  constructor(office: Office) {
    this.#store = office.store
    this.#clock = office.clock
    this.#agenda = office.agenda
    this.#events = office.events
    this.#shapes = office.shapes
    this.#lateAfterMilliseconds = office.lateAfterMilliseconds
  }

  /** The amount must not exceed what is left of the charge. */
  giveBack(
    charge: Charge,
    gift: { amount: number; reason: Refund['record']['reason']; metadata: Metadata },
  ): Refund {
    const isLate = this.#store.methods.find(charge.record.method)?.refundsLate ?? false
    const refund = Refund.of(charge, {
      ...gift,
      status: isLate ? 'pending' : 'succeeded',
      created: this.#clock.seconds,
    })
    const reduced = this.#store.charges.put(charge.giveBack(refund.record.amount))
    this.#store.refunds.put(refund)
    if (isLate)
      this.#agenda.book('settle_refund', refund.id, this.#clock.milliseconds + this.#lateAfterMilliseconds)

    this.#events.announce('refund.created', this.#shapes.refund(refund))
    this.#events.announce('charge.refunded', this.#shapes.charge(reduced))
    return refund
  }

  settleInTime(refundId: string): void {
    const refund = this.#store.refunds.find(refundId)
    if (refund?.record.status !== 'pending') return

    const settled = this.#store.refunds.put(refund.succeed())
    this.#events.announce('refund.updated', this.#shapes.refund(settled))
  }
}
