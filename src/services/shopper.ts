import type { Cart } from '../models/cart/cart.ts'
import type { CartHome } from '../models/cart/cart-home.ts'
import type { CartMemo } from '../models/cart/cart-memo.ts'
import type { Database, Repositories } from '../persistence/database.ts'

/** Who shops: whose cart it is and from where they come. */
export interface Shopper {
  readonly userId: number | null
  /** A guest's cart; customers have theirs in the database. */
  readonly guestHome: CartHome
  /** The address they come from, hashed. */
  readonly visitor: string
  /** Names of what they are doing now. If one of them is known, it was done before; the first is remembered. */
  readonly action?: readonly string[]
  /** The shop itself changes the cart: it stays as long untouched as it was. */
  readonly isAway?: boolean
}

/** A cart and what belongs to it, while it is being changed. */
export interface CartInHand {
  readonly cart: Cart
  readonly memo: CartMemo
  readonly repositories: Repositories
}

export function homeOf(shopper: Shopper, { carts }: Repositories): CartHome {
  return shopper.userId === null ? shopper.guestHome : carts.homeOf(shopper.userId, shopper)
}

/**
 * Changes a shopper's cart and whatever goes with it in one transaction. A customer's cart is locked first, its memo,
 * the visitor, drafts, orders and stock after it, in this order everywhere. A guest's cookie is written once all is certain: a
 * transaction that fails or is repeated must leave nothing in the answer.
 */
export async function changeCart<Result>(
  database: Database,
  shopper: Shopper,
  change: (inHand: CartInHand) => Promise<Result>,
): Promise<Result> {
  const { result, cart, changed } = await database.transaction(async (repositories) => {
    if (shopper.userId !== null) await repositories.carts.lock(shopper.userId)
    const home = homeOf(shopper, repositories)
    const cart = await home.contents()
    const memo = await repositories.cartMemos.lock(cart.id)
    await repositories.stock.takeTurns(shopper.visitor)
    const [contents, facts] = [cart.summary, memo.facts]

    if (shopper.userId === null) catchUp(cart, memo)
    const result = await change({ cart, memo, repositories })

    const changed = cart.summary !== contents
    // Last of all that it has done, so that it is never forgotten.
    if (changed && memo.ordered) cart.markDone(memo.ordered.mark)
    if (changed) memo.keepOnly(cart.lines.map(({ variantId }) => variantId))
    if (memo.facts !== facts) await repositories.cartMemos.save(memo)
    if (changed && shopper.userId !== null) await home.keep(cart)
    return { result, cart, changed }
  })
  // What did not change is not written again: another tab may have changed it meanwhile.
  if (changed && shopper.userId === null) await shopper.guestHome.keep(cart)
  return result
}

/**
 * A guest's cookie may be older than the order that was made from it: its answer was lost, or two tabs sent at once. What was
 * ordered is not in their cart any more, or they would order it twice.
 */
function catchUp(cart: Cart, memo: CartMemo): void {
  if (memo.ordered && memo.isAheadOf(cart)) cart.leaveOut(memo.ordered.lines)
}

/** As `changeCart`, but what the shopper did before is not done again: their first request arrived and its answer did not. */
export async function actOnCart(
  database: Database,
  shopper: Shopper,
  act: (inHand: CartInHand) => Promise<void>,
): Promise<Cart> {
  const names = shopper.action ?? []
  return changeCart(database, shopper, async (inHand) => {
    const { cart } = inHand
    if (names.some((name) => cart.hasDone(name))) return cart
    const before = cart.summary
    await act(inHand)
    // What was refused left nothing behind, and is refused again.
    if (names[0] && cart.summary !== before) cart.markDone(names[0])
    return cart
  })
}
