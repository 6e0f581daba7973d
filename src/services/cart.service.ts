import { randomUUID } from 'node:crypto'
import { Cart } from '../models/cart/cart.ts'
import type { PricedCart } from '../models/cart/priced-cart.ts'
import type { Variant } from '../models/catalog/variant.ts'
import { NotFound, OutOfStock } from '../models/errors.ts'
import { type Demand, inLockOrder } from '../models/inventory/demand.ts'
import { cartHoldExpiry, holdOwner, mayKeep } from '../models/inventory/hold-rules.ts'
import type { Database, Repositories } from '../persistence/database.ts'
import type { PricingService } from './pricing.service.ts'
import { changeCart, homeOf, type Shopper } from './shopper.ts'

export class CartService {
  readonly #database: Database
  readonly #pricing: PricingService
  readonly #clock: () => Date

  constructor(database: Database, pricing: PricingService, clock: () => Date) {
    this.#database = database
    this.#pricing = pricing
    this.#clock = clock
  }

  contents(shopper: Shopper): Promise<Cart> {
    return homeOf(shopper, this.#database.read).contents()
  }

  async priced(cart: Cart, country?: string): Promise<PricedCart> {
    return this.#pricing.price(cart, this.#database.read, { country })
  }

  /**
   * @returns what was added
   * @throws OutOfStock, QuantityRefused, CartFull, NotFound
   */
  async add(shopper: Shopper, { variantId, quantity }: Demand): Promise<{ variant: Variant; cart: Cart }> {
    return this.#change(shopper, async (cart, repositories) => {
      const variant = await variantOnSale(variantId, repositories, this.#clock())
      cart.add(variantId, quantity)
      await this.#keepUnits(shopper, cart, variant, repositories)
      return { variant, cart }
    })
  }

  /**
   * Zero removes the line.
   *
   * @returns the cart, or the sentence that says how many there are when they are not enough
   * @throws QuantityRefused, NotFound
   */
  async setQuantity(shopper: Shopper, { variantId, quantity }: Demand): Promise<Cart | string> {
    const change = this.#change(shopper, async (cart, repositories) => {
      cart.setQuantity(variantId, quantity)
      if (quantity === 0) await repositories.stock.release(holdOwner.cart(cart.id), [variantId])
      else
        await this.#keepUnits(
          shopper,
          cart,
          await variantOnSale(variantId, repositories, this.#clock()),
          repositories,
        )
      return cart
    })
    // By exception, so that the transaction leaves nothing of the attempt behind.
    return change.catch((error: unknown) => {
      if (error instanceof OutOfStock) return error.message
      throw error
    })
  }

  /** @returns the sentence that refuses the coupon, or null if it counts */
  async redeem(shopper: Shopper, code: string): Promise<string | null> {
    return this.#change(shopper, async (cart, repositories) => {
      cart.redeem(code)
      const { quote } = await this.#pricing.price(cart, repositories)
      const refused = quote.refusedCoupons.find(
        (refusal) => refusal.code.toLowerCase() === code.toLowerCase(),
      )
      if (refused) cart.withdraw(code)
      return refused?.sentence ?? null
    })
  }

  async withdraw(shopper: Shopper, code: string): Promise<void> {
    await this.#change(shopper, async (cart) => cart.withdraw(code))
  }

  /**
   * A guest signs in: what they had collected joins their own cart, capped by what there is. The same guest's cart
   * joins once, even if two tabs sign in at the same moment.
   *
   * @returns names of the specimens of which fewer came along than the two carts wanted together
   */
  async merge(guest: Shopper, userId: number): Promise<string[]> {
    const collected = await guest.guestHome.contents()
    const customer = { ...guest, userId }
    const capped = await this.#change(customer, async (cart, repositories) => {
      if (!(await repositories.carts.isFirstMerge(collected.id))) return []
      await repositories.drafts.moveAll(collected.id, cart.id)
      return this.#takeOver(customer, cart, collected, repositories)
    })
    // Under a new id: what they collect after signing out may join once more.
    await guest.guestHome.keep(new Cart(randomUUID()))
    return capped
  }

  async #takeOver(shopper: Shopper, cart: Cart, guest: Cart, repositories: Repositories): Promise<string[]> {
    const { catalog, stock } = repositories
    const variants = await catalog.variants(
      guest.lines.map((line) => line.variantId),
      this.#clock(),
    )
    await stock.release(holdOwner.cart(guest.id))
    const short = new Set(cart.merge(guest.keepOnly([...variants.keys()])))
    for (const { variantId } of inLockOrder(guest.lines)) {
      const variant = variants.get(variantId)
      const owner = holdOwner.cart(cart.id)
      const { available } = await stock.level(variantId, owner, this.#clock())
      if (cart.quantityOf(variantId) > available) {
        cart.setQuantity(variantId, Math.max(available, 0))
        short.add(variantId)
      }
      if (variant && cart.quantityOf(variantId) > 0)
        await this.#keepUnits(shopper, cart, variant, repositories)
    }
    return [...short].map((id) => variants.get(id)?.fullName ?? 'a specimen')
  }

  #change<Result>(
    shopper: Shopper,
    change: (cart: Cart, repositories: Repositories) => Promise<Result>,
  ): Promise<Result> {
    return changeCart(this.#database, shopper, change)
  }

  /** Checks the stock for a line that was just changed and, where the shop holds from the cart on, keeps the units. */
  async #keepUnits(
    shopper: Shopper,
    cart: Cart,
    variant: Variant,
    repositories: Repositories,
  ): Promise<void> {
    const { stock, settings } = repositories
    const level = await stock.level(variant.id, holdOwner.cart(cart.id), this.#clock())
    const { holdStockFrom } = await settings.all()
    if (holdStockFrom === 'cart' && (await this.#mayHold(shopper, cart, repositories)))
      await this.#hold(shopper, cart, variant, repositories)
    else if (!level.covers(cart.quantityOf(variant.id)))
      throw new OutOfStock(variant.id, level.available, variant.fullName)
  }

  /** Beyond the bound a guest still shops, but nothing is kept for them until the checkout. */
  async #mayHold(shopper: Shopper, cart: Cart, { stock }: Repositories): Promise<boolean> {
    if (shopper.userId !== null) return true
    const elsewhere = await stock.unitsHeldBy(shopper.visitor, holdOwner.cart(cart.id), this.#clock())
    return mayKeep(elsewhere, cart.units)
  }

  async #hold(shopper: Shopper, cart: Cart, variant: Variant, { stock }: Repositories): Promise<void> {
    const now = this.#clock()
    const owner = holdOwner.cart(cart.id)
    const demand = { variantId: variant.id, quantity: cart.quantityOf(variant.id), name: variant.fullName }
    await stock.hold(owner, demand, {
      now,
      expiresAt: cartHoldExpiry(now),
      visitor: shopper.userId === null ? shopper.visitor : null,
    })
    await stock.extend(owner, now)
  }
}

async function variantOnSale(id: number, { catalog }: Repositories, now: Date): Promise<Variant> {
  const variant = (await catalog.variants([id], now)).get(id)
  if (!variant?.onSale) throw new NotFound('specimen')
  return variant
}
