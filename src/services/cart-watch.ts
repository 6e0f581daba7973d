import { isUnusualJump } from '../models/cart/value-jump.ts'
import type { Database } from '../persistence/database.ts'
import type { CartInHand, Shopper } from './shopper.ts'

type NotedJump = Awaited<ReturnType<Database['read']['cartJumps']['latest']>>[number]

/** More than anybody looks through; what is older is in the database. */
const MOST_SHOWN = 100

/** Notes carts that become worth much more at once, for somebody in the back office to look at. */
export class CartWatch {
  readonly #database: Database
  readonly #clock: () => Date

  constructor(database: Database, clock: () => Date) {
    this.#database = database
    this.#clock = clock
  }

  async over(
    { userId, visitor }: Shopper,
    inHand: CartInHand,
    act: (inHand: CartInHand) => Promise<void>,
  ): Promise<void> {
    const { cart, memo, repositories } = inHand
    const { currency } = await repositories.settings.all()
    const before = memo.worth(cart.lines, currency)
    await act(inHand)
    const after = memo.worth(cart.lines, currency)
    if (isUnusualJump(before, after))
      await repositories.cartJumps.add({ cartId: cart.id, userId, visitor, before, after }, this.#clock())
  }

  /** The latest first. */
  latest(): Promise<readonly NotedJump[]> {
    return this.#database.read.cartJumps.latest(MOST_SHOWN)
  }
}
