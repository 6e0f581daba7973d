import type { Rows } from './database.ts'

/** By what a cart is to be paid, beside money. */
export interface CartMeans {
  /** Ids, in the order in which they pay. */
  readonly giftCards: readonly number[]
  readonly usesCredit: boolean
}

const NONE: CartMeans = { giftCards: [], usesCredit: false }

/** Changed only while the memo of the cart is locked, which is also what it goes with when the cart is forgotten. */
export class CartMeansRepository {
  readonly #rows: Rows

  constructor(rows: Rows) {
    this.#rows = rows
  }

  async of(cartId: string): Promise<CartMeans> {
    return (await this.#rows.cartMeans.findUnique({ where: { cartId } })) ?? NONE
  }

  async save(cartId: string, { giftCards, usesCredit }: CartMeans): Promise<void> {
    const means = { giftCards: [...giftCards], usesCredit }
    await this.#rows.cartMeans.upsert({ where: { cartId }, create: { cartId, ...means }, update: means })
  }

  /** The gift cards that a guest wanted to pay with come along when they sign in. */
  async join(guestCart: string, cart: string): Promise<void> {
    const guest = await this.of(guestCart)
    if (guest.giftCards.length === 0) return
    const { giftCards, usesCredit } = await this.of(cart)
    await this.save(cart, { giftCards: [...new Set([...giftCards, ...guest.giftCards])], usesCredit })
  }

  /** The cart has become an order. */
  async forget(cartId: string): Promise<void> {
    await this.#rows.cartMeans.deleteMany({ where: { cartId } })
  }
}
