import type { Cart } from '../models/cart/cart.ts'
import type { CartMemo } from '../models/cart/cart-memo.ts'
import { PricedCart } from '../models/cart/priced-cart.ts'
import { holdOwner } from '../models/inventory/hold-rules.ts'
import { type Destination, somewhereIn } from '../models/pricing/destination.ts'
import { Quote } from '../models/pricing/quote.ts'
import type { Repositories } from '../persistence/database.ts'

/** What is known beside the cart itself. */
interface Given {
  readonly country?: string
  readonly destination?: Destination
  readonly email?: string
  readonly changing?: string | null
  readonly shippingMethod?: number | null
  readonly memo?: CartMemo
  readonly apart?: boolean
}

/** Prices carts, with everything as it stands now. */
export class PricingService {
  readonly #clock: () => Date

  constructor(clock: () => Date) {
    this.#clock = clock
  }

  /**
   * @param country ISO 3166-1 alpha-2; without one, what the shopper chose for the cart, or the shop's own
   * @param destination the address, once it is known; then the country counts for nothing
   * @param email of the order, once it is known
   * @param changing number of the order that is just being changed
   * @param memo of the cart, if it is known
   * @param shippingMethod the method chosen; without one, the cheapest
   * @param apart true for lines that are not to be ordered together: a set and its part leave each other what there is
   */
  async price(cart: Cart, repositories: Repositories, given: Given = {}): Promise<PricedCart> {
    const { cartMemos, catalog, coupons, customers, settings, stock, tariffs } = repositories
    const owner = holdOwner.cart(cart.id)
    const ids = cart.lines.map((line) => line.variantId)
    const tariff = await tariffs.at(this.#clock(), { id: cart.id, variantIds: ids })
    const variants = await catalog.variants(ids, tariff.now)
    const { homeCountry } = await settings.all()
    const memo = given.memo ?? (await cartMemos.of(cart.id))

    const { email = '', changing = null } = given
    const customer = await customers.ofCart(cart.id, email, changing)

    const quote = Quote.of(tariff, {
      items: cart.lines.flatMap(({ variantId, quantity }) => {
        const variant = variants.get(variantId)
        return variant ? [{ variant, quantity }] : []
      }),
      coupons: await coupons.claims(cart.coupons, { userId: customer.userId, email }, tariff.now),
      destination: given.destination ?? somewhereIn(given.country ?? memo.country ?? homeCountry),
      customer,
      shippingMethod: given.shippingMethod ?? null,
    })
    const holds = (await stock.holds(owner)).filter(({ expiresAt }) => expiresAt > tariff.now)
    const room = await stock.room(ids, owner, tariff.now)
    const levels = given.apart ? room.apart(cart.lines) : room.inTurn(cart.lines)
    return new PricedCart(cart, memo, quote, levels, room.heldFor(cart.lines, holds))
  }
}
