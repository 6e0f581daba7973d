import { type Decline, declines } from '../cards/decline.ts'
import type { Course } from '../cards/test-cards.ts'
import type { Clock } from '../clock.ts'
import type { Office } from '../office.ts'
import { Charge } from '../resources/charge.ts'
import type { PaymentIntent } from '../resources/payment-intent.ts'
import type { PaymentMethod } from '../resources/payment-method.ts'
import type { Shapes } from '../resources/shapes.ts'
import type { Agenda } from '../schedule/agenda.ts'
import type { Store } from '../store/store.ts'
import type { EventLog } from '../webhooks/event-log.ts'

export type BankAnswer = 'confirmed' | 'refused'

/** Decides what becomes of a payment: the test card says which course it takes. */
export class CardNetwork {
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

  /** Tries to pay the intent with the card. */
  charge(intent: PaymentIntent, method: PaymentMethod, authenticationUrl: string): PaymentIntent {
    return this.#follow(method.course, intent, method, authenticationUrl)
  }

  /** Goes on with a payment after the card holder has answered the bank. */
  authenticate(intent: PaymentIntent, answer: BankAnswer): PaymentIntent {
    const method = this.#methodOf(intent)
    if (answer === 'refused') return this.#fail(intent, method, declines.authenticationFailed)
    return this.#follow(decided(method.course), intent.authenticate(), method, '')
  }

  /** Ends a payment that was left processing. */
  settle(intent: PaymentIntent): PaymentIntent {
    const method = this.#methodOf(intent)
    const charge = this.#store.charges.find(intent.record.latestCharge ?? '')
    if (!charge) throw new Error(`The charge of ${intent.id} is lost`)

    const course = decided(method.course)
    return course.kind === 'fails_late'
      ? this.#decline(intent, method, charge, course.decline)
      : this.#capture(intent, charge.succeed())
  }

  #follow(
    course: Course,
    intent: PaymentIntent,
    method: PaymentMethod,
    authenticationUrl: string,
  ): PaymentIntent {
    switch (course.kind) {
      case 'succeeds':
        return this.#capture(intent, this.#charge(intent, method, 'succeeded'))
      case 'is_declined':
        return this.#decline(intent, method, this.#charge(intent, method, 'failed'), course.decline)
      case 'asks_the_bank':
        return this.#ask(intent.askTheBank(method, authenticationUrl))
      case 'succeeds_late':
      case 'fails_late':
        return this.#postpone(intent, this.#charge(intent, method, 'pending'))
    }
  }

  #charge(intent: PaymentIntent, method: PaymentMethod, status: 'succeeded' | 'pending' | 'failed'): Charge {
    return Charge.of(intent, method, status, this.#clock.seconds)
  }

  #capture(intent: PaymentIntent, charge: Charge): PaymentIntent {
    const paid = this.#store.intents.put(intent.succeed(this.#store.charges.put(charge)))
    this.#events.announce('charge.succeeded', this.#shapes.charge(charge))
    this.#events.announce('payment_intent.succeeded', this.#shapes.intent(paid))
    return paid
  }

  #decline(intent: PaymentIntent, method: PaymentMethod, charge: Charge, decline: Decline): PaymentIntent {
    const failed = this.#store.charges.put(charge.fail(decline))
    this.#events.announce('charge.failed', this.#shapes.charge(failed))
    return this.#fail(intent, method, decline, failed)
  }

  #fail(intent: PaymentIntent, method: PaymentMethod, decline: Decline, charge?: Charge): PaymentIntent {
    const failed = this.#store.intents.put(intent.fail(decline, method, charge))
    this.#events.announce('payment_intent.payment_failed', this.#shapes.intent(failed))
    return failed
  }

  #ask(asked: PaymentIntent): PaymentIntent {
    this.#store.intents.put(asked)
    this.#events.announce('payment_intent.requires_action', this.#shapes.intent(asked))
    return asked
  }

  #postpone(intent: PaymentIntent, charge: Charge): PaymentIntent {
    const waiting = this.#store.intents.put(intent.wait(this.#store.charges.put(charge)))
    this.#agenda.book('settle_payment', waiting.id, this.#clock.milliseconds + this.#lateAfterMilliseconds)
    this.#events.announce('charge.pending', this.#shapes.charge(charge))
    this.#events.announce('payment_intent.processing', this.#shapes.intent(waiting))
    return waiting
  }

  #methodOf(intent: PaymentIntent): PaymentMethod {
    const method = this.#store.methods.find(intent.record.method ?? '')
    if (!method) throw new Error(`The payment method of ${intent.id} is lost`)
    return method
  }
}

function decided(course: Course): Course {
  return course.kind === 'asks_the_bank' ? course.then : course
}
