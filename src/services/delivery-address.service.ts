import { randomUUID } from 'node:crypto'
import { Cart } from '../models/cart/cart.ts'
import { CartLine } from '../models/cart/cart-line.ts'
import { countryName } from '../models/checkout/country.ts'
import type { TypedDetails } from '../models/checkout/draft.ts'
import type { Address } from '../models/orders/address.ts'
import type { Order } from '../models/orders/order.ts'
import { readdressing } from '../models/orders/readdressing.ts'
import type { Quote } from '../models/pricing/quote.ts'
import type { Database, Repositories } from '../persistence/database.ts'
import type { PricingService } from './pricing.service.ts'

const BEING_CHANGED = 'You are changing this order in the checkout. Please change its address there, too.'
const GONE = 'This order is not waiting to be sent any more, so its address cannot be changed.'

/** Sends orders elsewhere, as long as they are here. */
export class DeliveryAddressService {
  readonly #database: Database
  readonly #pricing: PricingService
  readonly #clock: () => Date

  constructor(database: Database, pricing: PricingService, clock: () => Date) {
    this.#database = database
    this.#pricing = pricing
    this.#clock = clock
  }

  /**
   * @param typed the form as it was typed, for the checkout of an order that is not paid yet
   * @returns the sentence that refuses it and says what to do, or null if the order goes there now
   * @throws NotFound, Conflict if it was sent elsewhere too often
   */
  async change(number: string, address: Address, typed: TypedDetails): Promise<string | null> {
    return this.#database.transaction(async (repositories) => {
      const { drafts, orders, outbox } = repositories
      const draft = await drafts.lockOfOrder(number)
      const order = await orders.lock(number)
      if (!order.isStillHere) return GONE
      if (draft && !draft.isPlaced) return BEING_CHANGED
      if (isSame(order.address, address)) return null

      const answer = readdressing(
        order,
        await this.#quoteTo(order.address, order, repositories),
        await this.#quoteTo(address, order, repositories),
        countryName(address.country),
      )
      if (answer.kind === 'refused') return this.#refusal(answer.sentence, order, repositories)

      order.readdress(address, answer.promise, this.#clock())
      if (draft && order.awaitsPayment) {
        draft.type({ ...draft.details, ...typed })
        await drafts.save(draft)
      }
      await orders.save(order)
      await outbox.tell(order.releaseEvents())
      return null
    })
  }

  /** What the order's lines would cost today, sent there. */
  async #quoteTo(destination: Address, order: Order, repositories: Repositories): Promise<Quote> {
    const lines = order.lines.map(({ variantId, quantity }) => new CartLine(variantId, quantity))
    const cart = new Cart(randomUUID(), { lines, coupons: order.coupons })
    const { email, number } = order
    return (await this.#pricing.price(cart, repositories, { destination, email, changing: number })).quote
  }

  async #refusal(sentence: string, order: Order, { settings }: Repositories): Promise<string> {
    if (order.awaitsPayment)
      return `${sentence} Choose “Change something” on the order’s page; you see the new total before you pay.`
    const { contactEmail } = await settings.all()
    return `${sentence} Its price is agreed, so it still goes to the address before. Write to ${contactEmail}, or cancel it and order again.`
  }
}

function isSame(one: Address, other: Address): boolean {
  return JSON.stringify(Object.entries(one).sort()) === JSON.stringify(Object.entries(other).sort())
}
