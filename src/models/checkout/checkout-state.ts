import { createHash } from 'node:crypto'
import type { Cart } from '../cart/cart.ts'
import type { PricedCart } from '../cart/priced-cart.ts'
import type { PaymentPlan } from '../payments/payment-plan.ts'
import type { CheckoutDetails, Reading } from './details.ts'
import type { CheckoutDraft } from './draft.ts'
import { changedFigures, type Figures, figuresOf } from './figures.ts'

/** Where a shopper stands on the way to an order. */
export class CheckoutState {
  readonly draft: CheckoutDraft
  readonly cart: Cart
  readonly priced: PricedCart
  /** By what the total would be paid now. */
  readonly plan: PaymentPlan
  /** What the address form says, as far as it is right. */
  readonly reading: Reading<CheckoutDetails>

  constructor(
    draft: CheckoutDraft,
    cart: Cart,
    priced: PricedCart,
    plan: PaymentPlan,
    reading: Reading<CheckoutDetails>,
  ) {
    this.draft = draft
    this.cart = cart
    this.priced = priced
    this.plan = plan
    this.reading = reading
  }

  /** The address, once it is complete. */
  get details(): CheckoutDetails | null {
    return this.reading.isRight ? this.reading.value : null
  }

  /** The address is complete and the shop sends this parcel there. */
  get isAddressed(): boolean {
    return this.details !== null && this.priced.quote.shipping !== null
  }

  /** The shopper has chosen a way to send it, and the address still has it. */
  get isDeliveryChosen(): boolean {
    return this.priced.quote.offers.some(({ method }) => method.id === this.draft.shippingMethod)
  }

  /** The page that a shopper has to see next. */
  get nextStep(): string {
    if (!this.isAddressed) return '/checkout/address'
    return this.isDeliveryChosen ? '/checkout/review' : '/checkout/delivery'
  }

  /** Stands for everything the shopper agrees to by placing: what it costs, where it goes, and what pays it. */
  get fingerprint(): string {
    return `${this.#whatAndWhere}.${this.plan.fingerprint}`
  }

  /** Stands for the figures of a page, and for what the shopper had asked for by then. */
  get agreed(): string {
    const { wanted, place } = this.figures
    return `${this.priced.quote.fingerprint}.${shortHash([wanted, place, this.draft.shippingMethod])}`
  }

  /** What a page of this moment shows. */
  get figures(): Figures {
    const { quote } = this.priced
    const { lines, coupons } = this.cart
    const wanted = [lines.map(({ variantId, quantity }) => [variantId, quantity]), coupons]
    const { country, region, postcode } = this.details?.address ?? { country: quote.country }
    return figuresOf(quote, JSON.stringify(wanted), [country, region, postcode].join())
  }

  /** What the shop, not the shopper, has changed since they last went on, in sentences. */
  get news(): readonly string[] {
    const { seen } = this.draft
    return seen ? changedFigures(seen, this.figures) : []
  }

  /**
   * The same for somebody who sends a page back: empty when it shows the figures of now.
   *
   * @param agreed of that page; null when it had none
   */
  newsFor(agreed: string | null): readonly string[] {
    if (agreed === null || agreed === this.agreed) return []
    const askedForTheSame = agreed.split('.')[1] === this.agreed.split('.')[1]
    const total = `The total is now ${this.priced.quote.total.format()}.`
    return this.news.length === 0 && askedForTheSame ? [total] : this.news
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
    // What the shop changed since the last step may also be what has changed since this page.
    return [...new Set([...sentences, ...refusals, ...this.news, ...quote.changesSince(agreed), ...paid])]
  }

  get #whatAndWhere(): string {
    return `${this.priced.quote.fingerprint}.${shortHash(this.details)}`
  }
}

function shortHash(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 12)
}
