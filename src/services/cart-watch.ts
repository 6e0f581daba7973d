import { isUnusualJump } from '../models/cart/value-jump.ts'
import type { CartInHand, Shopper } from './shopper.ts'

/** Notes carts that become worth much more at once, for somebody in the back office to look at. */
export class CartWatch {
  readonly #clock: () => Date

  constructor(clock: () => Date) {
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
}
