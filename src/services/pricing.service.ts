import type { Cart } from '../models/cart/cart.ts'
import type { CartMemo } from '../models/cart/cart-memo.ts'
import { PricedCart } from '../models/cart/priced-cart.ts'
import { holdOwner } from '../models/inventory/hold-rules.ts'
import { Quote } from '../models/pricing/quote.ts'
import type { Repositories } from '../persistence/database.ts'

/** Prices carts, with everything as it stands now. */
export class PricingService {
  readonly #clock: () => Date

  constructor(clock: () => Date) {
    this.#clock = clock
  }

  /**
   * @param country ISO 3166-1 alpha-2; without one, what the shopper chose for the cart, or the shop's own
   * @param memo of the cart, if it is known
   * @param shippingMethod the method chosen; without one, the cheapest
   * @param apart true for lines that are not to be ordered together: a set and its part leave each other what there is
   */
  async price(
    cart: Cart,
    repositories: Repositories,
    given: { country?: string; shippingMethod?: number | null; memo?: CartMemo; apart?: boolean } = {},
  ): Promise<PricedCart> {
    const { cartMemos, catalog, settings, stock, tariffs } = repositories
    const owner = holdOwner.cart(cart.id)
    const ids = cart.lines.map((line) => line.variantId)
    const tariff = await tariffs.at(this.#clock())
    const variants = await catalog.variants(ids, tariff.now)
    const { homeCountry } = await settings.all()
    const memo = given.memo ?? (await cartMemos.of(cart.id))

    const quote = Quote.of(tariff, {
      items: cart.lines.flatMap(({ variantId, quantity }) => {
        const variant = variants.get(variantId)
        return variant ? [{ variant, quantity }] : []
      }),
      coupons: await tariffs.claims(cart.coupons, tariff.currency),
      country: given.country ?? memo.country ?? homeCountry,
      shippingMethod: given.shippingMethod ?? null,
    })
    const holds = (await stock.holds(owner)).filter(({ expiresAt }) => expiresAt > tariff.now)
    const room = await stock.room(ids, owner, tariff.now)
    const levels = given.apart ? room.apart(cart.lines) : room.inTurn(cart.lines)
    return new PricedCart(cart, memo, quote, levels, room.heldFor(cart.lines, holds))
  }
}
