import { Conflict } from '../errors.ts'
import { EventRecorder, type EventType } from '../events.ts'
import { type Demand, perVariant } from '../inventory/demand.ts'
import type { Money } from '../money.ts'
import type { Quote } from '../pricing/quote.ts'
import type { DeliveryPromise } from '../pricing/shipping.ts'
import type { Address, BillingAddress } from './address.ts'
import { type InvoiceNote, invoiceNote } from './invoice.ts'
import { frozenDelivery, frozenLines, type OrderDelivery, type OrderLine } from './order-line.ts'
import { NEXT, type OrderState, STATE_WORDS } from './order-state.ts'

export interface TimelineEntry {
  readonly at: Date
  readonly actor: string
  readonly what: string
  readonly why: string
}

export interface Shipment {
  readonly carrier: string
  readonly trackingNumber: string
  readonly shippedAt: Date
}

export interface OrderTotals {
  readonly items: Money
  readonly discount: Money
  readonly shipping: Money
  readonly taxAdded: Money
  readonly taxIncluded: Money
  readonly total: Money
}

/** Who orders, where it goes, and what they wrote. */
export interface Buyer {
  readonly userId: number | null
  readonly email: string
  readonly address: Address
  /** Whom the invoice is made out to; missing in orders that were placed before the shop asked for it. */
  readonly billing?: BillingAddress | null
  /** For the shop or, with a gift, for its card; often empty. */
  readonly note: string
  readonly isGift: boolean
}

export interface OrderFacts extends Buyer {
  readonly number: string
  readonly placedAt: Date
  readonly state: OrderState
  readonly paidAt: Date | null
  readonly lines: readonly OrderLine[]
  readonly totals: OrderTotals
  readonly delivery: OrderDelivery
  readonly coupons: readonly string[]
  readonly timeline: readonly TimelineEntry[]
  readonly shipments: readonly Shipment[]
}

const CANCELLED = 'Cancelled'
const READDRESSED = 'Delivery address changed'
/** Each change sends a mail. */
const MOST_ADDRESSES = 10

/** A sale agreed: names, prices and address as they were when it was placed. Its verbs are the only way to change it. */
export class Order {
  #facts: OrderFacts
  readonly #recorder = new EventRecorder()

  private constructor(facts: OrderFacts) {
    this.#facts = facts
  }

  static place(number: string, buyer: Buyer, quote: Quote, now: Date): Order {
    const order = new Order({
      ...buyer,
      ...agreed(quote),
      number,
      placedAt: now,
      state: 'pending',
      paidAt: null,
      timeline: [],
      shipments: [],
    })
    order.#note(now, buyer.email, 'Order placed')
    order.#record('order.created', now)
    return order
  }

  /** As it was saved. */
  static revive(facts: OrderFacts): Order {
    return new Order(facts)
  }

  get number(): string {
    return this.#facts.number
  }
  get state(): OrderState {
    return this.#facts.state
  }
  get stateWord(): string {
    return STATE_WORDS[this.state]
  }
  get userId(): number | null {
    return this.#facts.userId
  }
  get email(): string {
    return this.#facts.email
  }
  get address(): Address {
    return this.#facts.address
  }
  get billing(): BillingAddress | null {
    return this.#facts.billing ?? null
  }
  get invoice(): InvoiceNote | null {
    return invoiceNote(this.address, this.billing)
  }
  get note(): string {
    return this.#facts.note
  }
  get isGift(): boolean {
    return this.#facts.isGift
  }
  get placedAt(): Date {
    return this.#facts.placedAt
  }
  get paidAt(): Date | null {
    return this.#facts.paidAt
  }
  get lines(): readonly OrderLine[] {
    return this.#facts.lines
  }
  /** What is taken from the shelves for it: of a set the parts that it had when it was placed. */
  get demands(): readonly Demand[] {
    return perVariant(
      this.lines.flatMap(({ variantId, quantity, parts }) =>
        parts.length === 0
          ? [{ variantId, quantity }]
          : parts.map((part) => ({ variantId: part.variantId, quantity: part.quantity * quantity })),
      ),
    )
  }
  get totals(): OrderTotals {
    return this.#facts.totals
  }
  get total(): Money {
    return this.#facts.totals.total
  }
  get delivery(): OrderDelivery {
    return this.#facts.delivery
  }
  get coupons(): readonly string[] {
    return this.#facts.coupons
  }
  get timeline(): readonly TimelineEntry[] {
    return this.#facts.timeline
  }
  get shipments(): readonly Shipment[] {
    return this.#facts.shipments
  }
  get units(): number {
    return this.lines.reduce((sum, line) => sum + line.quantity, 0)
  }
  get awaitsPayment(): boolean {
    return this.state === 'pending'
  }
  /** The goods are the buyer's. */
  get isPaid(): boolean {
    return this.state === 'paid' || this.state === 'shipped' || this.state === 'delivered'
  }
  /** Why it was cancelled and what becomes of the money, in sentences; empty for all others. */
  get whyCancelled(): string {
    if (this.state !== 'cancelled') return ''
    const cancelled = this.timeline.findIndex(({ what }) => what === CANCELLED)
    const told = this.timeline.slice(Math.max(cancelled, 0))
    return told.map(({ what, why }) => `${(why ? `${what}: ${why}` : what).replace(/\.$/, '')}.`).join(' ')
  }
  get canBeShipped(): boolean {
    return this.state === 'paid'
  }
  /** It has not left the shop, nor will it stay there. */
  get isStillHere(): boolean {
    return (this.state === 'pending' || this.state === 'paid') && this.shipments.length === 0
  }

  /**
   * Whether its buyer may cancel it: until it is paid, and then for a little while unless it ships before.
   *
   * @param grace milliseconds after paying
   */
  canBeCancelled(now: Date, grace: number): boolean {
    const until = this.cancellableUntil(grace)
    return this.isStillHere && (until === null || now < until)
  }

  /** When a buyer's right to cancel what they have paid ends; null as long as it is unpaid. */
  cancellableUntil(grace: number): Date | null {
    return this.paidAt && new Date(this.paidAt.getTime() + grace)
  }

  /** The shopper came back before paying and changed something: same number, new contents. */
  revise(buyer: Buyer, quote: Quote, now: Date): void {
    if (!this.awaitsPayment) throw new Conflict('This order is finished; please place a new one.')
    // Who has signed in meanwhile owns it; who has signed out meanwhile still does.
    const userId = buyer.userId ?? this.userId
    this.#facts = { ...this.#facts, ...buyer, userId, ...agreed(quote) }
    this.#note(now, buyer.email, 'Order changed before payment')
  }

  markPaid(now: Date, actor: string): void {
    this.#moveTo('paid')
    this.#facts = { ...this.#facts, paidAt: now }
    this.#note(now, actor, 'Payment received')
    this.#record('order.paid', now)
  }

  ship(shipment: Shipment, actor: string): void {
    this.#moveTo('shipped')
    this.#facts = { ...this.#facts, shipments: [...this.shipments, shipment] }
    this.#note(
      shipment.shippedAt,
      actor,
      'Shipped',
      [shipment.carrier, shipment.trackingNumber].join(' ').trim(),
    )
    this.#record('order.shipped', shipment.shippedAt)
  }

  markDelivered(now: Date, actor: string): void {
    this.#moveTo('delivered')
    this.#note(now, actor, 'Delivered')
  }

  cancel(now: Date, actor: string, why: string): void {
    this.#moveTo('cancelled')
    this.#note(now, actor, CANCELLED, why)
    this.#record('order.cancelled', now)
  }

  /**
   * It goes somewhere else, at the price agreed.
   *
   * @param promise when it arrives there
   * @throws Conflict once it has left, or was sent elsewhere too often
   */
  readdress(address: Address, promise: DeliveryPromise, now: Date): void {
    if (!this.isStillHere)
      throw new Conflict(`Order ${this.number} is ${this.state}; its address cannot be changed any more.`)
    if (this.timeline.filter(({ what }) => what === READDRESSED).length >= MOST_ADDRESSES)
      throw new Conflict('You have changed this address very often. Please write to us if it is still wrong.')
    const { from, to } = promise
    this.#facts = { ...this.#facts, address, delivery: { ...this.delivery, from, to } }
    const { name, line1, postcode, city } = address
    this.#note(now, this.email, READDRESSED, `Now to ${name}, ${line1}, ${postcode} ${city}`)
    this.#record('order.readdressed', now)
  }

  /** A bank that had been thinking refused after all, when the shopper was gone. */
  notePaymentFailure(now: Date, actor: string, why: string): void {
    this.#note(now, actor, 'Payment declined', why)
    this.#record('order.payment_failed', now)
  }

  /** Something that happened to it without changing its state, such as a declined card. */
  remark(now: Date, actor: string, what: string, why = ''): void {
    this.#note(now, actor, what, why)
  }

  releaseEvents(): ReturnType<EventRecorder['release']> {
    return this.#recorder.release()
  }

  #moveTo(state: OrderState): void {
    if (!NEXT[this.state].includes(state))
      throw new Conflict(`Order ${this.number} is ${this.state}; it cannot be marked as ${state} any more.`)
    this.#facts = { ...this.#facts, state }
  }

  #note(at: Date, actor: string, what: string, why = ''): void {
    this.#facts = { ...this.#facts, timeline: [...this.timeline, { at, actor, what, why }] }
  }

  #record(type: EventType, at: Date): void {
    this.#recorder.record(type, `orders/${this.number}`, at, {
      order_id: this.number,
      user_id: this.userId,
      total: { amount: this.total.amount, currency: this.total.currency },
      lines: this.lines.map(({ sku, quantity }) => ({ sku, quantity })),
    })
  }
}

function agreed(quote: Quote): Pick<OrderFacts, 'lines' | 'totals' | 'delivery' | 'coupons'> {
  return {
    lines: frozenLines(quote),
    delivery: frozenDelivery(quote),
    coupons: quote.coupons,
    totals: {
      items: quote.itemsTotal,
      discount: quote.discountTotal,
      shipping: quote.shippingTotal,
      taxAdded: quote.taxAdded,
      taxIncluded: quote.taxIncluded,
      total: quote.total,
    },
  }
}
