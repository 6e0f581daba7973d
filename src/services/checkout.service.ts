import { randomUUID } from 'node:crypto'
import type { Cart } from '../models/cart/cart.ts'
import type { CartMemo } from '../models/cart/cart-memo.ts'
import { CheckoutState } from '../models/checkout/checkout-state.ts'
import {
  type AddressRules,
  type CheckoutDetails,
  destination,
  readDetails,
} from '../models/checkout/details.ts'
import { CheckoutDraft, type TypedDetails } from '../models/checkout/draft.ts'
import { Conflict, StoredValueSpent } from '../models/errors.ts'
import { areSame } from '../models/inventory/demand.ts'
import { holdOwner, paymentHoldExpiry } from '../models/inventory/hold-rules.ts'
import type { Address } from '../models/orders/address.ts'
import { Order } from '../models/orders/order.ts'
import { MOST_UNPAID, refuseHoarding } from '../models/orders/order-limits.ts'
import type { Database, Repositories } from '../persistence/database.ts'
import type { CartService } from './cart.service.ts'
import type { MeansService } from './means.service.ts'
import type { PricingService } from './pricing.service.ts'
import { changeCart, type Shopper } from './shopper.ts'

/** How placing went. Only `placed` changed anything. */
export type Placing =
  | { readonly kind: 'placed'; readonly order: Order }
  /** The cart has become this order already, or there is none. */
  | { readonly kind: 'ended'; readonly orderNumber: string | null }
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'changed'; readonly state: CheckoutState; readonly changes: readonly string[] }

/** Milliseconds; as long as a guest's cart. */
const DRAFT_LIFE = 30 * 86_400_000

export class CheckoutService {
  readonly #database: Database
  readonly #carts: CartService
  readonly #pricing: PricingService
  readonly #means: MeansService
  readonly #clock: () => Date
  readonly #rules: AddressRules

  constructor(
    database: Database,
    carts: CartService,
    given: { readonly pricing: PricingService; readonly means: MeansService; readonly rules: AddressRules },
    clock: () => Date,
  ) {
    this.#database = database
    this.#carts = carts
    this.#pricing = given.pricing
    this.#means = given.means
    this.#clock = clock
    this.#rules = given.rules
  }

  /** The shopper's draft, priced for what they told us so far. */
  async state(shopper: Shopper): Promise<CheckoutState> {
    const cart = await this.#carts.contents(shopper)
    const repositories = this.#database.read
    const latest = await repositories.drafts.latestOf(cart.id)
    return this.#stateOf(openDraft(latest, cart), cart, shopper, repositories)
  }

  /** ISO codes of the countries that the shop delivers to. */
  countries(): Promise<readonly string[]> {
    return this.#database.read.tariffs.countries()
  }

  /** Number of the order that a cart has become and that is still to be paid. */
  async placedOrder(cart: Cart): Promise<string | null> {
    const { drafts, orders } = this.#database.read
    const number = (await drafts.latestPlacedOf(cart.id))?.orderNumber
    return number && (await orders.find(number)).awaitsPayment ? number : null
  }

  /** True while the shopper has an order's items in the cart again, to change them. */
  async isBeingChanged(number: string): Promise<boolean> {
    const draft = await this.#database.read.drafts.ofOrder(number)
    return draft !== null && !draft.isPlaced
  }

  /** Addresses are personal: what nobody came back to is not kept for ever. */
  async forgetOldDrafts(): Promise<void> {
    const before = new Date(this.#clock().getTime() - DRAFT_LIFE)
    await this.#database.read.drafts.forgetUntouchedSince(before)
  }

  /** Keeps what was typed, valid or not. */
  async type(shopper: Shopper, details: TypedDetails): Promise<CheckoutState> {
    await this.#changeDraft(await this.state(shopper), (draft) => draft.type(details))
    const state = await this.state(shopper)
    const country = state.details?.address.country
    // The cart counts with it from now on.
    if (country && country !== state.priced.memo.country) await this.#carts.sendTo(shopper, country)
    return state
  }

  /** Keeps what is being typed, before anybody has asked for it to be read. */
  async keepTyped(shopper: Shopper, details: TypedDetails, method: number | null): Promise<void> {
    await this.#changeDraft(await this.state(shopper), (draft) => {
      draft.type(details)
      if (method !== null) draft.chooseShipping(method)
    })
  }

  /** The shopper goes on: what is shown now is what they have agreed to. */
  async agree(shopper: Shopper): Promise<CheckoutState> {
    const state = await this.state(shopper)
    await this.#changeDraft(state, (draft) => draft.agree(state.figures))
    return state
  }

  /** Keeps what a customer entered after their session had ended; they find it when they have signed in again. */
  async keepFor(cartId: string, details: TypedDetails, method: number | null): Promise<void> {
    await this.#database.transaction(async ({ carts, drafts }) => {
      if (!(await carts.isCustomers(cartId))) return
      const open = await this.#lockOpen(new CheckoutDraft({ id: randomUUID(), cartId }), drafts)
      open.type(details)
      if (method !== null) open.chooseShipping(method)
      await drafts.save(open)
    })
  }

  /** @returns false if the shop does not offer this method for the address */
  async chooseDelivery(shopper: Shopper, method: number): Promise<boolean> {
    const state = await this.state(shopper)
    if (!state.priced.quote.offers.some((offer) => offer.method.id === method)) return false
    await this.#changeDraft(state, (draft) => draft.chooseShipping(method))
    return true
  }

  /** Saves a draft that was only made up for looking at, so that it can be placed. */
  async keep(state: CheckoutState): Promise<void> {
    await this.#changeDraft(state, () => {})
  }

  /**
   * Turns the cart into an order and keeps its units while the shopper pays. Placing twice makes one order.
   *
   * @param agreed the fingerprint of the quote that the shopper saw
   * @throws OutOfStock if another shopper was faster, Conflict if a coupon was used up or too much is unpaid
   */
  async place(shopper: Shopper, draftId: string, agreed: string): Promise<Placing> {
    return changeCart<Placing>(this.#database, shopper, async ({ cart, memo, repositories }) => {
      const draft = await repositories.drafts.lock(draftId)
      if (draft?.isPlaced && draft.orderNumber)
        return { kind: 'placed', order: await repositories.orders.find(draft.orderNumber) }

      if (!draft || draft.cartId !== cart.id || cart.isEmpty) return ended(memo)
      const state = await this.#stateOf(draft, cart, shopper, repositories, memo)
      if (!state.details || !state.isAddressed) return { kind: 'incomplete' }
      const changes = state.changesSince(agreed)
      if (changes.length > 0) return { kind: 'changed', state, changes }

      await this.#refuseHoarding(shopper, draft, repositories)
      const order = await this.#order(shopper, state, state.details, repositories)
      await this.#means.take(order, state.plan, cart.id, repositories)
      await repositories.stock.release(holdOwner.cart(cart.id))
      memo.becameOrder({ number: order.number, mark: randomUUID().slice(0, 8), lines: cart.lines })
      cart.empty()
      return { kind: 'placed', order }
    }).catch((error: unknown) => this.#spentElsewhere(error, shopper, agreed))
  }

  /** The shopper came back from paying to change something: the order's items and units return to the cart. */
  async reopen(shopper: Shopper, number: string): Promise<void> {
    await changeCart(this.#database, shopper, async ({ cart, memo, repositories }) => {
      const { coupons, drafts, orders } = repositories
      const draft = await drafts.lockOfOrder(number)
      const order = await orders.lock(number)
      if (!draft?.isPlaced || !order.awaitsPayment) return

      await coupons.giveBack(number, 'revised', this.#clock())
      for (const code of order.coupons) cart.redeem(code)
      memo.forgetOrder()
      memo.write(order.note, order.isGift)
      await this.#takeBack(cart, order, shopper, repositories)
      await this.#means.bringBack(order, draft.cartId === cart.id ? cart.id : null, repositories)
      draft.reopen(cart.id)
      await drafts.save(draft)
      await drafts.forgetOthers(draft)
      order.remark(this.#clock(), order.email, 'Came back to change the order')
      await orders.save(order)
    })
  }

  /** Units cannot slip away in between: releasing them has locked their levels until the transaction ends. */
  async #takeBack(cart: Cart, order: Order, shopper: Shopper, { stock }: Repositories): Promise<void> {
    const now = this.#clock()
    const owner = holdOwner.cart(cart.id)
    await stock.release(holdOwner.order(order.number))
    const ids = [...order.lines, ...cart.lines].map(({ variantId }) => variantId)
    const room = await stock.room(ids, owner, now)
    for (const line of order.lines) cart.takeBack(line, room.leftBy(cart.lines, line.variantId).available)
    const back = order.lines.map(({ variantId }) => ({ variantId, quantity: cart.quantityOf(variantId) }))
    const beside = cart.lines.filter(({ variantId }) => !back.some((line) => line.variantId === variantId))
    const terms = { now, expiresAt: paymentHoldExpiry(now), visitor: visitorOf(shopper) }
    await stock.holdAll(owner, back, terms, beside)
  }

  async #changeDraft({ draft }: CheckoutState, change: (draft: CheckoutDraft) => void): Promise<void> {
    await this.#database.transaction(async ({ drafts }) => {
      const open = await this.#lockOpen(draft, drafts)
      change(open)
      await drafts.save(open)
    })
  }

  /**
   * The draft that a change goes into. Since the given one was read, the first of its cart may have been begun, or it may
   * have been placed in another tab; then its successor gets the change.
   */
  async #lockOpen(draft: CheckoutDraft, drafts: Repositories['drafts']): Promise<CheckoutDraft> {
    await drafts.takeTurns(draft.cartId)
    const latest = await drafts.latestOf(draft.cartId)
    const known = (await drafts.lock(draft.id)) ?? (latest && (await drafts.lock(latest.id))) ?? draft
    return known.isPlaced ? known.successor(randomUUID()) : known
  }

  /** A customer's cart or a guest's address is locked, so that two orders at once are counted one after the other. */
  async #refuseHoarding(
    { userId, visitor }: Shopper,
    { cartId, orderNumber }: CheckoutDraft,
    { orders, stock }: Repositories,
  ): Promise<void> {
    const inShop = await orders.countUnpaid(MOST_UNPAID.ofShop)
    if (userId !== null)
      return refuseHoarding(await orders.unpaidOf(userId, orderNumber), MOST_UNPAID.ofCustomer, inShop)
    const elsewhere = await stock.unitsHeldBy(visitor, holdOwner.cart(cartId), this.#clock())
    const unpaid = { orders: await orders.unpaidFrom(visitor, orderNumber), units: elsewhere }
    refuseHoarding(unpaid, MOST_UNPAID.ofAddress, inShop)
  }

  async #order(
    shopper: Shopper,
    { draft, cart, priced }: CheckoutState,
    details: CheckoutDetails,
    { coupons, drafts, orders, outbox, stock }: Repositories,
  ): Promise<Order> {
    const now = this.#clock()
    const { note, isGift } = priced.memo
    const buyer = { userId: shopper.userId, ...details, note, isGift }
    const known = draft.orderNumber ? await orders.lock(draft.orderNumber) : null
    const order = known?.awaitsPayment
      ? known
      : Order.place(await orders.nextNumber(), buyer, priced.quote, now)
    if (order === known) order.revise(buyer, priced.quote, now)

    await coupons.use(priced.quote.coupons, order.number, { userId: order.userId, email: order.email }, now)
    const demands = priced.quote.lines.map(({ variant, quantity }) => ({
      variantId: variant.id,
      quantity,
      name: variant.fullName,
    }))
    const terms = { now, expiresAt: paymentHoldExpiry(now), visitor: visitorOf(shopper) }
    const taken = await stock.passOn(holdOwner.cart(cart.id), holdOwner.order(order.number), demands, terms)
    // The order keeps what it froze, and no hold for what it does not have.
    if (!areSame(taken, order.demands))
      throw new Conflict('A set in your cart was changed at this very moment. Please look at it once more.')
    await (order === known ? orders.save(order) : orders.add(order))
    await outbox.tell(order.releaseEvents())
    draft.place(order.number)
    await drafts.save(draft)
    return order
  }

  async #stateOf(
    draft: CheckoutDraft,
    cart: Cart,
    shopper: Shopper,
    repositories: Repositories,
    memo?: CartMemo,
  ): Promise<CheckoutState> {
    const typed = { ...draft.details, ...(await this.#chosenAddress(draft, shopper, repositories)) }
    const reading = readDetails(typed, this.#rules)
    const { email, address } = reading.isRight ? reading.value : {}
    const { shippingMethod, orderNumber: changing } = draft
    const priced = await this.#pricing.price(cart, repositories, {
      country: destination.safeParse(typed).data?.country,
      ...{ destination: address, email, changing, shippingMethod, memo },
    })
    const { total } = priced.quote
    const plan = await this.#means.plan({ cartId: cart.id, userId: shopper.userId, total }, repositories)
    return new CheckoutState(draft, cart, priced, plan, reading)
  }

  /** The one of the customer's address book that stands for the form; it may have been changed or deleted since. */
  async #chosenAddress(
    { details }: CheckoutDraft,
    { userId }: Shopper,
    { addresses }: Repositories,
  ): Promise<Address | null> {
    const { savedAddress = '' } = details
    if (!userId || !/^\d{1,9}$/.test(savedAddress)) return null
    return (await addresses.find(userId, Number(savedAddress)))?.address ?? null
  }

  /** Between looking and taking, somebody else was faster: nothing was placed, and the shopper sees how it is now. */
  async #spentElsewhere(error: unknown, shopper: Shopper, agreed: string): Promise<Placing> {
    if (!(error instanceof StoredValueSpent)) throw error
    const state = await this.state(shopper)
    const changes = state.changesSince(agreed)
    return { kind: 'changed', state, changes: changes.length > 0 ? changes : [error.message] }
  }
}

function ended({ ordered }: CartMemo): Placing {
  return { kind: 'ended', orderNumber: ordered?.number ?? null }
}

function visitorOf({ userId, visitor }: Shopper): string | null {
  return userId === null ? visitor : null
}

/** A placed draft is finished with; what was typed into it need not be asked again for the next order. */
function openDraft(latest: CheckoutDraft | null, cart: Cart): CheckoutDraft {
  if (!latest) return new CheckoutDraft({ id: randomUUID(), cartId: cart.id })
  return latest.isPlaced ? latest.successor(randomUUID()) : latest
}
