import { randomUUID } from 'node:crypto'
import { Cart } from '../models/cart/cart.ts'
import type { CartLine } from '../models/cart/cart-line.ts'
import { cartVersion } from '../models/cart/cart-version.ts'
import type { PricedCart } from '../models/cart/priced-cart.ts'
import type { Variant } from '../models/catalog/variant.ts'
import { CouponRefused, NotFound, OutOfStock } from '../models/errors.ts'
import type { Demand } from '../models/inventory/demand.ts'
import { sameCode } from '../models/pricing/coupon-code.ts'
import type { Database } from '../persistence/database.ts'
import type { CartAdjustments } from './cart-adjustments.ts'
import type { CartHolds } from './cart-holds.ts'
import type { CartWatch } from './cart-watch.ts'
import type { PricingService } from './pricing.service.ts'
import { actOnCart, type CartInHand, changeCart, homeOf, type Shopper } from './shopper.ts'

/** A cart after an action, and the key that takes the action back, where that can be done. */
export interface CartDone {
  readonly cart: Cart
  readonly undo: string | null
}

const DAY = 86_400_000
/** Days; a day longer than the cookie. */
const MEMO_LASTS = 31

/** What it works with. */
interface Parts {
  readonly pricing: PricingService
  readonly holds: CartHolds
  readonly adjustments: CartAdjustments
  readonly watch: CartWatch
}

export class CartService {
  readonly #database: Database
  readonly #given: Parts
  readonly #clock: () => Date

  constructor(database: Database, given: Parts, clock: () => Date) {
    this.#database = database
    this.#given = given
    this.#clock = clock
  }

  contents(shopper: Shopper): Promise<Cart> {
    return homeOf(shopper, this.#database.read).contents()
  }

  /** The id under which news of the cart come. A customer has a cart from then on. */
  async idOf(shopper: Shopper): Promise<string> {
    const { userId } = shopper
    if (userId !== null) await this.#database.transaction(({ carts }) => carts.lock(userId))
    return (await this.contents(shopper)).id
  }

  /** Enough to know whether a page that shows the cart is still right. */
  async version(shopper: Shopper): Promise<{ readonly version: string; readonly cartUnits: number }> {
    const cart = await this.contents(shopper)
    const memo = await this.#database.read.cartMemos.of(cart.id)
    return { version: cartVersion(cart, memo), cartUnits: cart.units }
  }

  /**
   * The cart as it stands now. Lines that can no longer be had are adjusted, and listed as changes to be accepted.
   *
   * @param country ISO 3166-1 alpha-2, where it is to be sent; without one, what the shopper chose, or the shop's own
   */
  async look(shopper: Shopper, country?: string): Promise<PricedCart> {
    const cart = await this.contents(shopper)
    const priced = await this.#given.pricing.price(cart, this.#database.read, { country })
    const isOld = shopper.userId === null && priced.memo.isAheadOf(cart)
    if (!priced.isShort && !isOld) return priced
    await this.#given.adjustments.ofShopper(shopper)
    return this.#given.pricing.price(await this.contents(shopper), this.#database.read, { country })
  }

  /** Prices and stock of what is kept for later: nothing of it is held or ordered. */
  async glanceAtSaved({ saved }: Cart): Promise<PricedCart> {
    const lines = new Cart(randomUUID(), { lines: saved })
    return this.#given.pricing.price(lines, this.#database.read, { apart: true })
  }

  /**
   * Prices of what somebody shares: nothing of it is held or ordered yet.
   *
   * @param cartId of whoever looks: what is held for them is not in another shopper's cart
   */
  async glance(lines: readonly CartLine[], cartId: string): Promise<PricedCart> {
    return this.#given.pricing.price(new Cart(cartId, { lines }), this.#database.read)
  }

  /**
   * @returns what was added
   * @throws OutOfStock, QuantityRefused, CartFull, NotFound
   */
  async add(shopper: Shopper, { variantId, quantity }: Demand): Promise<{ variant: Variant; cart: Cart }> {
    return this.#want(shopper, variantId, (cart) => cart.add(variantId, quantity))
  }

  /**
   * Zero removes the line, whether or not the shop still offers it.
   *
   * @returns the cart, or the refusal that says how many there are when they are not enough
   * @throws QuantityRefused, NotFound
   */
  async setQuantity(shopper: Shopper, { variantId, quantity }: Demand): Promise<CartDone | OutOfStock> {
    if (quantity === 0) return this.remove(shopper, variantId)
    const change = this.#want(shopper, variantId, (cart) => cart.setQuantity(variantId, quantity))
    // By exception, so that the transaction leaves nothing of the attempt behind.
    return change.then(
      ({ cart }) => ({ cart, undo: null }),
      (error: unknown) => {
        if (error instanceof OutOfStock) return error
        throw error
      },
    )
  }

  remove(shopper: Shopper, variantId: number): Promise<CartDone> {
    return this.#actWithUndo(shopper, (cart) => cart.remove(variantId))
  }

  saveForLater(shopper: Shopper, variantId: number): Promise<CartDone> {
    return this.#actWithUndo(shopper, (cart) => cart.saveForLater(variantId))
  }

  forgetSaved(shopper: Shopper, variantId: number): Promise<CartDone> {
    return this.#actWithUndo(shopper, (cart) => cart.forgetSaved(variantId))
  }

  empty(shopper: Shopper): Promise<CartDone> {
    return this.#actWithUndo(shopper, (cart) => cart.empty())
  }

  /**
   * A line kept for later goes back into the cart.
   *
   * @throws OutOfStock, CartFull, NotFound
   */
  async takeUp(shopper: Shopper, variantId: number): Promise<Cart> {
    return (await this.#want(shopper, variantId, (cart) => cart.takeUp(variantId))).cart
  }

  /**
   * Takes back the latest removal, emptying or merging.
   *
   * @returns false if something else was done meanwhile that can be undone instead
   */
  async undo(shopper: Shopper, key: string): Promise<boolean> {
    // A repetition does nothing, and was done.
    let isDone = true
    await this.#act(shopper, async ({ cart, memo, repositories }) => {
      const { undo } = memo
      isDone = undo?.key === key
      if (undo?.key !== key) return
      const held = cart.lines.map(({ variantId }) => variantId)
      cart.goBackTo(undo.before, undo.joined)
      memo.forgetUndo()
      await this.#given.holds.release(cart, held, repositories)
      const variants = await this.#variantsIn(cart.lines, repositories)
      await this.#given.holds.keepFromTheCartOn(shopper, cart, [...variants.values()], repositories)
    })
    return isDone
  }

  /** Sets aside again what can be: a hold had run out, or the checkout begins. */
  async setAside(shopper: Shopper): Promise<void> {
    await changeCart(this.#database, shopper, async ({ cart, repositories }) => {
      const variants = await this.#variantsIn(cart.lines, repositories)
      await this.#given.holds.keepWhatIsThere(shopper, cart, [...variants.values()], repositories)
    })
  }

  /** @returns the sentence that refuses the coupon, or null if it counts */
  async redeem(shopper: Shopper, code: string): Promise<string | null> {
    const change = this.#act(shopper, async ({ cart, memo, repositories }) => {
      cart.redeem(code)
      const { quote } = await this.#given.pricing.price(cart, repositories, { memo })
      const refused = quote.refusedCoupons.find((refusal) => sameCode(refusal.code, code))
      if (refused) throw new CouponRefused(refused.sentence)
    })
    // By exception, so that a repetition of the attempt is refused for the same reason.
    return change.then(
      () => null,
      (error: unknown) => {
        if (error instanceof CouponRefused) return error.message
        throw error
      },
    )
  }

  async withdraw(shopper: Shopper, code: string): Promise<void> {
    await this.#act(shopper, async ({ cart }) => cart.withdraw(code))
  }

  /**
   * The shopper has seen what changed and goes on.
   *
   * @param seen the fingerprint of the changes they saw
   * @returns false if something else has changed since
   */
  async accept(shopper: Shopper, seen: string): Promise<boolean> {
    return changeCart(this.#database, shopper, async ({ cart, memo, repositories }) => {
      const { changes, quote } = await this.#given.pricing.price(cart, repositories, { memo })
      if (!changes.none && changes.fingerprint !== seen) return false
      memo.acceptAdjustments()
      for (const { variant, price } of quote.lines) memo.agree(variant.id, price)
      return true
    })
  }

  /** @param note for the shop or, with a gift, for its card */
  async write(shopper: Shopper, note: string, isGift: boolean): Promise<void> {
    await changeCart(this.#database, shopper, async ({ memo }) => memo.write(note, isGift))
  }

  /** @param country ISO 3166-1 alpha-2; what delivery and tax are estimated for */
  async sendTo(shopper: Shopper, country: string): Promise<void> {
    await changeCart(this.#database, shopper, async ({ memo }) => memo.sendTo(country))
  }

  /** What is remembered of guests' carts whose cookie has ended. */
  async forgetOldMemos(): Promise<void> {
    await this.#database.read.cartMemos.forgetUntouchedSince(
      new Date(this.#clock().getTime() - MEMO_LASTS * DAY),
    )
  }

  async #onSale(id: number): Promise<Variant> {
    const variant = (await this.#database.read.catalog.variants([id], this.#clock())).get(id)
    if (!variant?.onSale) throw new NotFound('specimen')
    return variant
  }

  #variantsIn(
    lines: readonly CartLine[],
    { catalog }: CartInHand['repositories'],
  ): Promise<Map<number, Variant>> {
    return catalog.variants(
      lines.map(({ variantId }) => variantId),
      this.#clock(),
    )
  }

  /** More or fewer units of what is on sale: they are there, and the shopper has seen what they cost. */
  async #want(
    shopper: Shopper,
    variantId: number,
    change: (cart: Cart) => void,
  ): Promise<{ variant: Variant; cart: Cart }> {
    const variant = await this.#onSale(variantId)
    const cart = await this.#act(shopper, async ({ cart, memo, repositories }) => {
      const before = cart.quantityOf(variantId)
      change(cart)
      const after = cart.quantityOf(variantId)
      if (after === 0) return
      if (after > before) variant.refuseMoreThanOneOrderMayHave(after)
      await this.#given.holds.keep(shopper, cart, [variant], repositories)
      memo.agreeToMore(
        variant,
        await repositories.tariffs.pricesFor({ id: cart.id, variantIds: [variantId] }, this.#clock()),
        { before, after },
      )
    })
    return { variant, cart }
  }

  async #actWithUndo(shopper: Shopper, change: (cart: Cart) => void): Promise<CartDone> {
    const key = randomUUID()
    let isNew = false
    const cart = await this.#act(shopper, async ({ cart, memo, repositories }) => {
      const { lines, saved, coupons, summary } = cart
      change(cart)
      isNew = cart.summary !== summary
      if (!isNew) return
      memo.mayUndo({ key, before: { lines, saved, coupons }, joined: [] })
      await this.#given.holds.release(
        cart,
        lines.map(({ variantId }) => variantId),
        repositories,
      )
    })
    return { cart, undo: isNew ? key : null }
  }

  #act(shopper: Shopper, act: (inHand: CartInHand) => Promise<void>): Promise<Cart> {
    return actOnCart(this.#database, shopper, (inHand) => this.#given.watch.over(shopper, inHand, act))
  }
}
