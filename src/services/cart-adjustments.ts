import { randomUUID } from 'node:crypto'
import { Cart } from '../models/cart/cart.ts'
import type { Adjustment } from '../models/cart/cart-memo.ts'
import { adjust, shortages } from '../models/cart/stock-check.ts'
import { holdOwner } from '../models/inventory/hold-rules.ts'
import type { Database } from '../persistence/database.ts'
import type { CartHolds } from './cart-holds.ts'
import { type CartInHand, changeCart, type Shopper } from './shopper.ts'

/** Makes carts what can be had, and remembers it until the shopper has accepted it. */
export class CartAdjustments {
  readonly #database: Database
  readonly #holds: CartHolds
  readonly #clock: () => Date

  constructor(database: Database, holds: CartHolds, clock: () => Date) {
    this.#database = database
    this.#holds = holds
    this.#clock = clock
  }

  async ofShopper(shopper: Shopper): Promise<void> {
    await changeCart(this.#database, shopper, (inHand) => this.#adjust(inHand))
  }

  /** Stock of these variants, none of them sets, went down: whoever wants more than there is now is told, by mail too. */
  async afterSale(variantIds: readonly number[]): Promise<void> {
    for (const userId of await this.#database.read.carts.wantingMoreThanThereIs(variantIds))
      await changeCart(this.#database, customer(userId), async (inHand) => {
        const adjustments = await this.#adjust(inHand)
        if (adjustments.length > 0)
          await inHand.repositories.outbox.tell([
            {
              type: 'cart.adjusted',
              subject: `carts/${inHand.cart.id}`,
              at: this.#clock(),
              version: 1,
              facts: { cart_id: inHand.cart.id, user_id: userId, adjustments },
            },
          ])
      })
  }

  async #adjust({ cart, memo, repositories }: CartInHand): Promise<readonly Adjustment[]> {
    const ids = cart.lines.map(({ variantId }) => variantId)
    const now = this.#clock()
    const variants = await repositories.catalog.variants(ids, now)
    const room = await repositories.stock.room(ids, holdOwner.cart(cart.id), now)
    const levels = room.inTurn(cart.lines)
    const adjustments = shortages(cart, { variants, levels })
    adjust(cart, adjustments)
    memo.adjusted(adjustments)
    await this.#holds.release(cart, ids, repositories)
    return adjustments
  }
}

/** Somebody who is not here now. */
function customer(userId: number): Shopper {
  const none = new Cart(randomUUID())
  return {
    userId,
    visitor: '',
    guestHome: { contents: async () => none, keep: async () => {} },
    isAway: true,
  }
}
