import type { Cart } from '../models/cart/cart.ts'
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
   * @param country ISO 3166-1 alpha-2; without one, the shop's own
   * @param shippingMethod the method chosen; without one, the cheapest
   */
  async price(
    cart: Cart,
    repositories: Repositories,
    { country, shippingMethod }: { country?: string; shippingMethod?: number | null } = {},
  ): Promise<PricedCart> {
    const { catalog, settings, stock, tariffs } = repositories
    const owner = holdOwner.cart(cart.id)
    const ids = cart.lines.map((line) => line.variantId)
    const tariff = await tariffs.at(this.#clock())
    const variants = await catalog.variants(ids, tariff.now)
    const { homeCountry } = await settings.all()

    const quote = Quote.of(tariff, {
      items: cart.lines.flatMap(({ variantId, quantity }) => {
        const variant = variants.get(variantId)
        return variant ? [{ variant, quantity }] : []
      }),
      coupons: await tariffs.claims(cart.coupons, tariff.currency),
      country: country ?? homeCountry,
      shippingMethod: shippingMethod ?? null,
    })
    const holds = await stock.holds(owner)
    const ends = holds
      .filter(({ expiresAt }) => expiresAt > tariff.now)
      .map(({ expiresAt }) => expiresAt.getTime())
    const heldUntil = ends.length > 0 ? new Date(Math.min(...ends)) : null
    return new PricedCart(cart, quote, await stock.levels(ids, owner, tariff.now), heldUntil)
  }
}
