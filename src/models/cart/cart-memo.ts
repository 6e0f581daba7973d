import type { Variant } from '../catalog/variant.ts'
import { Money } from '../money.ts'
import type { PriceList } from '../pricing/price-list.ts'
import type { Cart, CartContents } from './cart.ts'
import type { CartLine } from './cart-line.ts'

/** Characters of a note or of the text on a gift's card. */
export const LONGEST_NOTE = 500

/** What one unit cost when the shopper last agreed to it, and why. */
export interface AgreedPrice {
  /** Minor units. */
  readonly amount: number
  readonly currency: string
  /** Empty for the list price. */
  readonly reason: string
}

/** Stock ran out, or the shop withdrew it: the shopper gets fewer than they wanted, and must be told. */
export interface Adjustment {
  readonly variantId: number
  readonly name: string
  readonly from: number
  readonly to: number
  readonly because: 'fewer' | 'sold' | 'withdrawn'
}

/** What takes back the latest removal, emptying or merging, once. */
export interface CartUndo {
  readonly key: string
  readonly before: Pick<CartContents, 'lines' | 'saved' | 'coupons'>
  /** Variants that a guest's cart brought along. */
  readonly joined: readonly number[]
}

/** The order that a cart became, and the mark that every later cart of the same shopper carries. */
export interface Ordered {
  readonly number: string
  readonly mark: string
  readonly lines: readonly CartLine[]
}

export interface MemoFacts {
  readonly agreed: Readonly<Record<string, AgreedPrice>>
  readonly adjustments: readonly Adjustment[]
  readonly undo: CartUndo | null
  readonly note: string
  readonly isGift: boolean
  readonly country: string | null
  readonly ordered: Ordered | null
}

const EMPTY: MemoFacts = {
  ...{ agreed: {}, adjustments: [], undo: null, note: '', isGift: false, country: null },
  ordered: null,
}

/**
 * What the shop remembers about a cart, a guest's or a customer's: what the shopper has agreed to and what they are yet
 * to be told. It lies in the database, because a cookie holds ids and quantities only.
 */
export class CartMemo {
  readonly cartId: string
  #facts: MemoFacts

  constructor(cartId: string, facts: MemoFacts = EMPTY) {
    this.cartId = cartId
    this.#facts = facts
  }

  get facts(): MemoFacts {
    return this.#facts
  }

  /** Still to be accepted, as they happened. */
  get adjustments(): readonly Adjustment[] {
    return this.#facts.adjustments
  }

  get undo(): CartUndo | null {
    return this.#facts.undo
  }

  /** A note for the shop or, with a gift, the text of its card. */
  get note(): string {
    return this.#facts.note
  }

  get isGift(): boolean {
    return this.#facts.isGift
  }

  /** ISO 3166-1 alpha-2, where the shopper wants it to be sent; null until they said so. */
  get country(): string | null {
    return this.#facts.country
  }

  /** The order that the cart became last. */
  get ordered(): Ordered | null {
    return this.#facts.ordered
  }

  /** True for a guest's cart that does not know of the order made from it: its cookie is older than the order. */
  isAheadOf(cart: Cart): boolean {
    return this.ordered !== null && !cart.hasDone(this.ordered.mark)
  }

  agreedPrice(variantId: number): AgreedPrice | null {
    return this.#facts.agreed[variantId] ?? null
  }

  /** What these lines cost at the prices agreed; a line without one counts nothing. */
  worth(lines: readonly CartLine[], currency: string): Money {
    const prices = lines.map(
      ({ variantId, quantity }) => (this.agreedPrice(variantId)?.amount ?? 0) * quantity,
    )
    return Money.sum(
      prices.map((amount) => Money.of(amount, currency)),
      currency,
    )
  }

  /**
   * The shopper sees the price of what they put there; a change of it that they have not seen yet stays to be accepted.
   *
   * @param units before and after they put it there
   */
  agreeToMore(variant: Variant, prices: PriceList, units: { before: number; after: number }): void {
    const agreed = this.agreedPrice(variant.id)
    const isUpToDate =
      units.before === 0 || !agreed || agreed.amount === prices.unitPrice(variant, units.before).amount.amount
    if (isUpToDate) this.agree(variant.id, prices.unitPrice(variant, units.after))
  }

  /** The shopper has seen what a unit costs. */
  agree(variantId: number, price: { readonly amount: Money; readonly reason: string }): void {
    const { amount, currency } = price.amount
    this.#set({ agreed: { ...this.#facts.agreed, [variantId]: { amount, currency, reason: price.reason } } })
  }

  /** Prices of lines that are gone need not be remembered. */
  keepOnly(variantIds: readonly number[]): void {
    const kept = Object.entries(this.#facts.agreed).filter(([id]) => variantIds.includes(Number(id)))
    this.#set({ agreed: Object.fromEntries(kept) })
  }

  adjusted(adjustments: readonly Adjustment[]): void {
    this.#set({ adjustments: [...this.#facts.adjustments, ...adjustments] })
  }

  acceptAdjustments(): void {
    this.#set({ adjustments: [] })
  }

  mayUndo(undo: CartUndo): void {
    this.#set({ undo })
  }

  forgetUndo(): void {
    this.#set({ undo: null })
  }

  write(note: string, isGift: boolean): void {
    this.#set({ note, isGift })
  }

  sendTo(country: string): void {
    this.#set({ country })
  }

  /** What a guest had agreed to and written comes along when they sign in. */
  join(guest: CartMemo): void {
    this.#set({
      agreed: { ...guest.#facts.agreed, ...this.#facts.agreed },
      adjustments: [...this.#facts.adjustments, ...guest.#facts.adjustments],
      note: this.note || guest.note,
      isGift: this.isGift || guest.isGift,
      country: guest.country ?? this.country,
    })
  }

  /** The cart has become an order. */
  becameOrder(ordered: Ordered): void {
    this.#facts = { ...EMPTY, country: this.country, ordered }
  }

  /** The order's contents are in the cart again. */
  forgetOrder(): void {
    this.#set({ ordered: null })
  }

  #set(facts: Partial<MemoFacts>): void {
    this.#facts = { ...this.#facts, ...facts }
  }
}
