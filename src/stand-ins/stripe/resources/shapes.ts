import type { Store } from '../store/store.ts'
import type { Charge } from './charge.ts'
import type { CheckoutSession } from './checkout-session.ts'
import type { Event } from './event.ts'
import type { PaymentIntent } from './payment-intent.ts'
import type { PaymentMethod } from './payment-method.ts'
import type { Refund } from './refund.ts'

/** How each thing looks from outside, where that takes more than the thing itself. */
export class Shapes {
  readonly #store: Store
  readonly #publicUrl: () => string

  constructor(store: Store, publicUrl: () => string) {
    this.#store = store
    this.#publicUrl = publicUrl
  }

  session(session: CheckoutSession) {
    return session.toStripe(this.#publicUrl())
  }

  intent(intent: PaymentIntent) {
    const { lastDeclinedMethod } = intent.record
    return intent.toStripe(lastDeclinedMethod === null ? undefined : this.#method(lastDeclinedMethod))
  }

  method(method: PaymentMethod) {
    return method.toStripe()
  }

  charge(charge: Charge) {
    return charge.toStripe(this.#method(charge.record.method))
  }

  refund(refund: Refund) {
    return refund.toStripe()
  }

  event(event: Event) {
    return event.toStripe(this.#store.deliveries.find(event.id)?.isPending ? 1 : 0)
  }

  authenticationUrl(session: CheckoutSession): string {
    return `${this.#publicUrl()}/c/pay/${session.id}/authentication`
  }

  #method(id: string): PaymentMethod {
    const method = this.#store.methods.find(id)
    if (!method) throw new Error(`The payment method ${id} is lost`)
    return method
  }
}
