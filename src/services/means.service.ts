import type { Money } from '../models/money.ts'
import type { Order } from '../models/orders/order.ts'
import { Bill } from '../models/payments/bill.ts'
import { GiftCardCode } from '../models/payments/gift-card-code.ts'
import type { PaymentGateway } from '../models/payments/payment-gateway.ts'
import { PaymentPlan } from '../models/payments/payment-plan.ts'
import type { StoredValue } from '../models/payments/stored-value.ts'
import type { CartMeans } from '../persistence/cart-means.repository.ts'
import type { Database, Repositories } from '../persistence/database.ts'
import { changeCart, type Shopper } from './shopper.ts'
import type { StoredPayments } from './stored-payments.ts'

/** More than anybody has; an order is paid in one transaction. */
const MOST_CARDS = 10

/** The same for every code that opens nothing, so that guessing teaches nobody anything. */
export const NO_SUCH_CARD =
  'We cannot find a gift card with this code that is still valid. Please check it and try again.'

/** By what shoppers pay beside money: the gift cards in their cart, and their credit. */
export class MeansService {
  readonly #database: Database
  readonly #gateway: Pick<PaymentGateway, 'leastCharge'>
  readonly #stored: StoredPayments
  readonly #clock: () => Date

  constructor(
    database: Database,
    ways: { readonly gateway: Pick<PaymentGateway, 'leastCharge'>; readonly stored: StoredPayments },
    clock: () => Date,
  ) {
    this.#database = database
    this.#gateway = ways.gateway
    this.#stored = ways.stored
    this.#clock = clock
  }

  /** How a total would be paid now. */
  async plan(
    { cartId, userId, total }: { cartId: string; userId: number | null; total: Money },
    { cartMeans, storedValues }: Repositories = this.#database.read,
  ): Promise<PaymentPlan> {
    const { giftCards, usesCredit } = await cartMeans.of(cartId)
    const credit = userId === null ? null : await storedValues.creditOf(userId, total.currency)
    const means = { giftCards: await storedValues.all(giftCards), credit, usesCredit }
    return PaymentPlan.of(total, means, this.#gateway.leastCharge(total.currency), this.#clock())
  }

  /**
   * A card pays from now on, in this cart.
   *
   * @returns the card, or the sentence that refuses it
   */
  async use(shopper: Shopper, typed: string): Promise<StoredValue | string> {
    const card = await this.#valid(typed)
    if (!card) return NO_SUCH_CARD
    if (card.balance.isZero) return `${card.name} has nothing left.`
    return this.#change(shopper, (means) => {
      if (means.giftCards.includes(card.id)) return `${card.name} is in use already.`
      if (means.giftCards.length >= MOST_CARDS)
        return `${MOST_CARDS} gift cards can be used for one order. Please remove one first.`
      return { ...means, giftCards: [...means.giftCards, card.id] }
    }).then((refused) => refused ?? card)
  }

  async putAway(shopper: Shopper, cardId: number): Promise<void> {
    await this.#change(shopper, (means) => ({
      ...means,
      giftCards: means.giftCards.filter((id) => id !== cardId),
    }))
  }

  async useCredit(shopper: Shopper, usesCredit: boolean): Promise<void> {
    await this.#change(shopper, (means) => ({ ...means, usesCredit }))
  }

  /** What is left on a card; null for a code that opens nothing, or nothing any more. */
  async look(typed: string): Promise<StoredValue | null> {
    return this.#valid(typed)
  }

  /**
   * The cart becomes an order: what the shopper agreed to is taken, and the cart begins anew.
   *
   * @throws StoredValueSpent; then the transaction must not go on
   */
  async take(order: Order, plan: PaymentPlan, cartId: string, repositories: Repositories): Promise<void> {
    await this.#stored.take(order, plan, repositories)
    await repositories.cartMeans.forget(cartId)
  }

  /**
   * The order becomes a cart again: what was taken goes back. The order is saved afterwards.
   *
   * @param cartId of the cart that it was placed from, where the same is to pay once more; null if it becomes another
   * one: who has a link to an order does not have its gift cards
   */
  async bringBack(order: Order, cartId: string | null, repositories: Repositories): Promise<void> {
    const { cartMeans, payments } = repositories
    const sources = new Bill(order, await payments.ofOrder(order.number)).taken.flatMap(
      ({ source }) => source ?? [],
    )
    await this.#stored.putBack(order, 'Came back to change the order', repositories)
    if (sources.length === 0 || cartId === null) return
    const means = await cartMeans.of(cartId)
    const cards = sources.flatMap(({ id, kind }) => (kind === 'gift-card' ? [id] : []))
    await cartMeans.save(cartId, {
      giftCards: [...new Set([...means.giftCards, ...cards])].slice(0, MOST_CARDS),
      usesCredit: means.usesCredit || sources.some(({ kind }) => kind === 'store-credit'),
    })
  }

  async #valid(typed: string): Promise<StoredValue | null> {
    const code = GiftCardCode.read(typed)
    const card = code && (await this.#database.read.storedValues.byCode(code))
    return card && !card.hasExpired(this.#clock()) ? card : null
  }

  /** @returns the sentence that refuses the change, or null if it was made */
  async #change(shopper: Shopper, change: (means: CartMeans) => CartMeans | string): Promise<string | null> {
    return changeCart(this.#database, shopper, async ({ cart, repositories: { cartMeans } }) => {
      const changed = change(await cartMeans.of(cart.id))
      if (typeof changed === 'string') return changed
      await cartMeans.save(cart.id, changed)
      return null
    })
  }
}
