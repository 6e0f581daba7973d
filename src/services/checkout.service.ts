import { randomUUID } from 'node:crypto'
import type { Cart } from '../models/cart/cart.ts'
import type { PricedCart } from '../models/cart/priced-cart.ts'
import { addressIn, type CheckoutDetails, checkoutDetails } from '../models/checkout/details.ts'
import { CheckoutDraft, type TypedDetails } from '../models/checkout/draft.ts'
import { holdOwner, paymentHoldExpiry } from '../models/inventory/hold-rules.ts'
import { Order } from '../models/orders/order.ts'
import type { Database, Repositories } from '../persistence/database.ts'
import type { CartService, Shopper } from './cart.service.ts'
import type { PricingService } from './pricing.service.ts'

/** Where a shopper stands on the way to an order. */
export interface CheckoutState {
  readonly draft: CheckoutDraft
  readonly cart: Cart
  readonly priced: PricedCart
  /** The address, once it is complete. */
  readonly details: CheckoutDetails | null
}

/** How placing went. Only `placed` changed anything. */
export type Placing =
  | { readonly kind: 'placed'; readonly order: Order }
  | { readonly kind: 'ended' }
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'changed'; readonly state: CheckoutState; readonly changes: readonly string[] }

export class CheckoutService {
  readonly #database: Database
  readonly #carts: CartService
  readonly #pricing: PricingService
  readonly #clock: () => Date

  constructor(database: Database, carts: CartService, pricing: PricingService, clock: () => Date) {
    this.#database = database
    this.#carts = carts
    this.#pricing = pricing
    this.#clock = clock
  }

  /** The shopper's draft, priced for what they told us so far. */
  async state(shopper: Shopper): Promise<CheckoutState> {
    const cart = await this.#carts.contents(shopper)
    const repositories = this.#database.read
    const latest = await repositories.drafts.latestOf(cart.id)
    return this.#stateOf(openDraft(latest, cart), cart, repositories)
  }

  /** ISO codes of the countries that the shop delivers to. */
  countries(): Promise<readonly string[]> {
    return this.#database.read.tariffs.countries()
  }

  /** Number of the order that a cart has become and that is still to be paid. */
  async placedOrder(cart: Cart): Promise<string | null> {
    const latest = await this.#database.read.drafts.latestOf(cart.id)
    return latest?.isPlaced ? latest.orderNumber : null
  }

  /** Keeps what was typed, valid or not. */
  async type(shopper: Shopper, details: TypedDetails): Promise<void> {
    const { drafts } = this.#database.read
    const cart = await this.#carts.contents(shopper)
    const draft = openDraft(await drafts.latestOf(cart.id), cart)
    draft.type(details)
    await drafts.save(draft)
  }

  /** @returns false if the shop does not offer this method for the address */
  async chooseDelivery(shopper: Shopper, method: number): Promise<boolean> {
    const { draft, priced } = await this.state(shopper)
    if (!priced.quote.offers.some((offer) => offer.method.id === method)) return false
    draft.chooseShipping(method)
    await this.#database.read.drafts.save(draft)
    return true
  }

  /**
   * Turns the cart into an order and keeps its units while the shopper pays. Placing twice makes one order.
   *
   * @param agreed the fingerprint of the quote that the shopper saw
   * @throws OutOfStock if another shopper was faster
   */
  async place(shopper: Shopper, draftId: string, agreed: string): Promise<Placing> {
    return this.#database.transaction(async (repositories) => {
      const draft = await repositories.drafts.lock(draftId)
      if (draft?.isPlaced && draft.orderNumber)
        return { kind: 'placed', order: await repositories.orders.find(draft.orderNumber) }

      const cart = await this.#lockedCart(shopper, repositories)
      if (!draft || draft.cartId !== cart.id || cart.isEmpty) return { kind: 'ended' }
      const state = await this.#stateOf(draft, cart, repositories)
      if (!state.details || !state.priced.quote.shipping) return { kind: 'incomplete' }
      const changes = await this.#changesSince(agreed, state, repositories)
      if (changes.length > 0) return { kind: 'changed', state, changes }

      const order = await this.#order(shopper, state, state.details, repositories)
      await this.#emptyCart(shopper, cart, repositories)
      return { kind: 'placed', order }
    })
  }

  /** The shopper came back from paying to change something: the order's items and units return to the cart. */
  async reopen(shopper: Shopper, number: string): Promise<void> {
    await this.#database.transaction(async (repositories) => {
      const { drafts, orders, stock } = repositories
      const draft = await drafts.lockOfOrder(number)
      const order = await orders.lock(number)
      if (!draft?.isPlaced || !order.awaitsPayment) return

      const cart = await this.#lockedCart(shopper, repositories)
      const own = draft.cartId === cart.id ? draft : await this.#adopt(draft, cart, repositories)
      for (const line of order.lines) {
        cart.add(line.variantId, line.quantity)
        await stock.passOn(
          holdOwner.order(number),
          holdOwner.cart(cart.id),
          [{ variantId: line.variantId, quantity: cart.quantityOf(line.variantId) }],
          { now: this.#clock(), expiresAt: paymentHoldExpiry(this.#clock()) },
        )
      }
      for (const code of order.coupons) {
        cart.redeem(code)
        await repositories.tariffs.giveCouponBack(code)
      }
      own.reopen()
      await drafts.save(own)
      order.remark(this.#clock(), order.email, 'Came back to change the order')
      await orders.save(order)
      await this.#keepCart(shopper, cart, repositories)
    })
  }

  /** The order's draft belongs to a cart that is gone, as after signing in: carry what was typed over. */
  async #adopt(draft: CheckoutDraft, cart: Cart, { drafts }: Repositories): Promise<CheckoutDraft> {
    await drafts.forget(draft.id)
    const own = new CheckoutDraft({
      id: draft.id,
      cartId: cart.id,
      details: draft.details,
      shippingMethod: draft.shippingMethod,
      orderNumber: draft.orderNumber,
    })
    return own
  }

  async #order(
    shopper: Shopper,
    { draft, cart, priced }: CheckoutState,
    details: CheckoutDetails,
    { drafts, orders, outbox, stock }: Repositories,
  ): Promise<Order> {
    const now = this.#clock()
    const buyer = { userId: shopper.userId, email: details.email, address: addressIn(details) }
    const known = draft.orderNumber ? await orders.lock(draft.orderNumber) : null
    const order = known?.awaitsPayment
      ? known
      : Order.place(await orders.nextNumber(), buyer, priced.quote, now)
    if (order === known) order.revise(buyer, priced.quote, now)

    const demands = priced.quote.lines.map(({ variant, quantity }) => ({
      variantId: variant.id,
      quantity,
      name: variant.fullName,
    }))
    const terms = { now, expiresAt: paymentHoldExpiry(now) }
    await stock.passOn(holdOwner.cart(cart.id), holdOwner.order(order.number), demands, terms)
    await (order === known ? orders.save(order) : orders.add(order))
    await outbox.tell(order.releaseEvents())
    draft.place(order.number)
    await drafts.save(draft)
    return order
  }

  /** What is no longer as the shopper saw it, in sentences; counts the coupons' uses when nothing is. */
  async #changesSince(
    agreed: string,
    { priced }: CheckoutState,
    { tariffs }: Repositories,
  ): Promise<readonly string[]> {
    const { quote } = priced
    if (priced.problems.length > 0) return priced.problems
    if (quote.fingerprint !== agreed)
      return [
        ...quote.refusedCoupons.map(({ sentence }) => sentence),
        `The total is now ${quote.total.format()}.`,
      ]
    for (const code of quote.coupons)
      if (!(await tariffs.useCoupon(code))) return [`The coupon “${code}” has just been used up.`]
    return []
  }

  async #stateOf(draft: CheckoutDraft, cart: Cart, repositories: Repositories): Promise<CheckoutState> {
    const details = checkoutDetails.safeParse(draft.details)
    const priced = await this.#pricing.price(cart, repositories, {
      country: details.data?.country,
      shippingMethod: draft.shippingMethod,
    })
    return { draft, cart, priced, details: details.data ?? null }
  }

  async #lockedCart(shopper: Shopper, { carts }: Repositories): Promise<Cart> {
    if (shopper.userId === null) return shopper.guestHome.contents()
    await carts.lock(shopper.userId)
    return carts.homeOf(shopper.userId).contents()
  }

  async #emptyCart(shopper: Shopper, cart: Cart, repositories: Repositories): Promise<void> {
    await repositories.stock.release(holdOwner.cart(cart.id))
    cart.empty()
    await this.#keepCart(shopper, cart, repositories)
  }

  async #keepCart(shopper: Shopper, cart: Cart, { carts }: Repositories): Promise<void> {
    const home = shopper.userId === null ? shopper.guestHome : carts.homeOf(shopper.userId)
    await home.keep(cart)
  }
}

/** A placed draft is finished with; what was typed into it need not be asked again for the next order. */
function openDraft(latest: CheckoutDraft | null, cart: Cart): CheckoutDraft {
  if (!latest) return new CheckoutDraft({ id: randomUUID(), cartId: cart.id })
  return latest.isPlaced ? latest.successor(randomUUID()) : latest
}
