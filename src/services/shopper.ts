import type { Cart } from '../models/cart/cart.ts'
import type { CartHome } from '../models/cart/cart-home.ts'
import type { Database, Repositories } from '../persistence/database.ts'

/** Who shops: whose cart it is and from where they come. */
export interface Shopper {
  readonly userId: number | null
  /** A guest's cart; customers have theirs in the database. */
  readonly guestHome: CartHome
  /** The address they come from, hashed. */
  readonly visitor: string
}

export function homeOf(shopper: Shopper, { carts }: Repositories): CartHome {
  return shopper.userId === null ? shopper.guestHome : carts.homeOf(shopper.userId)
}

/**
 * Changes a shopper's cart and whatever goes with it in one transaction. A customer's cart is locked first, and
 * drafts, orders and stock after it, in this order everywhere. A guest's cookie is written once all is certain: a
 * transaction that fails or is repeated must leave nothing in the answer.
 */
export async function changeCart<Result>(
  database: Database,
  shopper: Shopper,
  change: (cart: Cart, repositories: Repositories) => Promise<Result>,
): Promise<Result> {
  const { result, cart, changed } = await database.transaction(async (repositories) => {
    if (shopper.userId !== null) await repositories.carts.lock(shopper.userId)
    const home = homeOf(shopper, repositories)
    const cart = await home.contents()
    const before = cart.summary
    const result = await change(cart, repositories)
    const changed = cart.summary !== before
    if (changed && shopper.userId !== null) await home.keep(cart)
    return { result, cart, changed }
  })
  // What did not change is not written again: another tab may have changed it meanwhile.
  if (changed && shopper.userId === null) await shopper.guestHome.keep(cart)
  return result
}
