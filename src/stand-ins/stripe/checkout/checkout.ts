import type { Card, Payer } from '../cards/card.ts'
import type { Decline } from '../cards/decline.ts'
import type { Clock } from '../clock.ts'
import type { Office } from '../office.ts'
import type { CheckoutSession } from '../resources/checkout-session.ts'
import { PaymentIntent } from '../resources/payment-intent.ts'
import { PaymentMethod } from '../resources/payment-method.ts'
import type { Shapes } from '../resources/shapes.ts'
import type { Agenda } from '../schedule/agenda.ts'
import type { Store } from '../store/store.ts'
import type { EventLog } from '../webhooks/event-log.ts'
import type { BankAnswer, CardNetwork } from './card-network.ts'

/** Where an attempt to pay has led. `closed`: the session was paid or had expired before, nothing happened. */
export type Attempt =
  | { readonly kind: 'complete'; readonly session: CheckoutSession }
  | { readonly kind: 'declined'; readonly decline: Decline }
  | { readonly kind: 'asked' }
  | { readonly kind: 'closed'; readonly session: CheckoutSession }

/** The way of a checkout session: opened, paid or declined, completed or expired. */
export class Checkout {
  readonly #store: Store
  readonly #clock: Clock
  readonly #agenda: Agenda
  readonly #events: EventLog
  readonly #shapes: Shapes
  readonly #network: CardNetwork

  constructor(office: Office, network: CardNetwork) {
    this.#store = office.store
    this.#clock = office.clock
    this.#agenda = office.agenda
    this.#events = office.events
    this.#shapes = office.shapes
    this.#network = network
  }

  open(session: CheckoutSession): CheckoutSession {
    this.#agenda.book('expire_session', session.id, session.record.expiresAt * 1000)
    return this.#store.sessions.put(session)
  }

  pay(session: CheckoutSession, card: Card, payer: Payer): Attempt {
    return this.#store.transaction(() => {
      // The session may have been paid or expired since the caller looked.
      const current = this.#store.sessions.find(session.id) ?? session
      if (!current.isOpen) return { kind: 'closed', session: current }

      const method = this.#store.methods.put(PaymentMethod.of(card, payer, this.#clock.seconds))
      const intent = this.#intentOf(current)
      const attempted = this.#store.sessions.put(current.attempt(intent.id))
      const charged = this.#network.charge(intent, method, this.#shapes.authenticationUrl(session))
      return this.#follow(attempted, charged, payer)
    })
  }

  authenticate(session: CheckoutSession, answer: BankAnswer): Attempt {
    return this.#store.transaction(() => {
      const current = this.#store.sessions.find(session.id) ?? session
      const intent = this.intentAtTheBank(current)
      const payer = intent && this.#store.methods.find(intent.record.method ?? '')?.record
      if (!intent || !payer) return { kind: 'closed', session: current }

      const { name, email } = payer
      return this.#follow(current, this.#network.authenticate(intent, answer), { name, email })
    })
  }

  /** The session's payment, if the bank is waiting for the shopper's answer. */
  intentAtTheBank(session: CheckoutSession): PaymentIntent | undefined {
    const intent = this.#store.intents.find(session.record.intent ?? '')
    return session.isOpen && intent?.status === 'requires_action' ? intent : undefined
  }

  expire(session: CheckoutSession): CheckoutSession {
    const expired = this.#store.sessions.put(session.expire())
    this.#agenda.cancel('expire_session', session.id)
    this.#cancelIntentOf(session)
    this.#events.announce('checkout.session.expired', this.#shapes.session(expired))
    return expired
  }

  expireInTime(sessionId: string): void {
    const session = this.#store.sessions.find(sessionId)
    if (session?.isOpen) this.expire(session)
  }

  settleInTime(intentId: string): void {
    const intent = this.#store.intents.find(intentId)
    if (intent?.status !== 'processing') return

    const settled = this.#network.settle(intent)
    const session = this.#store.sessions.find(settled.record.session ?? '')
    if (session) this.#concludeLate(session, settled)
  }

  #follow(session: CheckoutSession, intent: PaymentIntent, payer: Payer): Attempt {
    if (intent.record.lastDecline) return { kind: 'declined', decline: intent.record.lastDecline }
    if (intent.status === 'requires_action') return { kind: 'asked' }

    const paymentStatus = intent.status === 'succeeded' ? 'paid' : 'unpaid'
    const complete = this.#store.sessions.put(session.complete(payer, paymentStatus))
    this.#agenda.cancel('expire_session', session.id)
    this.#events.announce('checkout.session.completed', this.#shapes.session(complete))
    return { kind: 'complete', session: complete }
  }

  #concludeLate(session: CheckoutSession, { status }: PaymentIntent): void {
    const concluded = status === 'succeeded' ? session.receivePayment() : session
    const outcome = status === 'succeeded' ? 'async_payment_succeeded' : 'async_payment_failed'
    this.#store.sessions.put(concluded)
    this.#events.announce(`checkout.session.${outcome}`, this.#shapes.session(concluded))
  }

  #intentOf({ id, record }: CheckoutSession): PaymentIntent {
    const existing = this.#store.intents.find(record.intent ?? '')
    if (existing) return existing

    const intent = PaymentIntent.open({
      created: this.#clock.seconds,
      amount: record.amount,
      currency: record.currency,
      session: id,
      description: record.intentDescription,
      receiptEmail: record.intentReceiptEmail,
      metadata: record.intentMetadata,
    })
    this.#events.announce('payment_intent.created', this.#shapes.intent(intent))
    return this.#store.intents.put(intent)
  }

  #cancelIntentOf({ record }: CheckoutSession): void {
    const intent = this.#store.intents.find(record.intent ?? '')
    if (!intent) return
    const canceled = this.#store.intents.put(intent.cancel(this.#clock.seconds))
    this.#events.announce('payment_intent.canceled', this.#shapes.intent(canceled))
  }
}
