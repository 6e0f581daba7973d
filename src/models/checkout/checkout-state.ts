import { createHash } from 'node:crypto'
import type { Cart } from '../cart/cart.ts'
import type { PricedCart } from '../cart/priced-cart.ts'
import type { PaymentPlan } from '../payments/payment-plan.ts'
import { type CheckoutDetails, checkoutDetails } from './details.ts'
import type { CheckoutDraft } from './draft.ts'

/** Where a shopper stands on the way to an order. */
export class CheckoutState {
  readonly draft: CheckoutDraft
  readonly cart: Cart
  readonly priced: PricedCart
  /** By what the total would be paid now. */
  readonly plan: PaymentPlan
  /** The address, once it is complete. */
  readonly details: CheckoutDetails | null

  constructor(draft: CheckoutDraft, cart: Cart, priced: PricedCart, plan: PaymentPlan) {
    this.draft = draft
    this.cart = cart
    this.priced = priced
    this.plan = plan
    this.details = checkoutDetails.safeParse(draft.details).data ?? null
  }

  /** The address is complete and the shop sends this parcel there. */
  get isAddressed(): boolean {
    return this.details !== null && this.priced.quote.shipping !== null
  }

  /** The shopper has chosen a way to send it, and the address still has it. */
  get isDeliveryChosen(): boolean {
    return this.priced.quote.offers.some(({ method }) => method.id === this.draft.shippingMethod)
  }

  /** Stands for everything the shopper agrees to by placing: what it costs, where it goes, and what pays it. */
  get fingerprint(): string {
    return `${this.#whatAndWhere}.${this.plan.fingerprint}`
  }

  /**
   * What is no longer as the shopper saw it, in sentences.
   *
   * @param agreed the fingerprint of what they saw
   */
  changesSince(agreed: string): readonly string[] {
    const { changes, quote, problems } = this.priced
    if (problems.length > 0) return problems
    // The page with these figures named every change: whoever sends it back has accepted them.
    if (this.fingerprint === agreed) return []
    if (agreed.startsWith(`${this.#whatAndWhere}.`)) return this.plan.sentences
    if (agreed.startsWith(quote.fingerprint))
      return ['The address was changed in another window. Please check it.']
    const refusals = quote.refusedCoupons.map(({ sentence }) => sentence)
    const sentences = changes.all.map(({ sentence }) => sentence)
    const paid = this.plan.parts.length > 0 ? this.plan.sentences : []
    return [...sentences, ...refusals, ...quote.changesSince(agreed), ...paid]
  }

  get #whatAndWhere(): string {
    const address = createHash('sha256').update(JSON.stringify(this.details)).digest('base64url').slice(0, 12)
    return `${this.priced.quote.fingerprint}.${address}`
  }
}
