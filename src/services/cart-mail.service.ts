import { z } from 'zod'
import { Cart } from '../models/cart/cart.ts'
import { adjustmentSentence } from '../models/cart/cart-changes.ts'
import type { PricedLine } from '../models/cart/priced-cart.ts'
import type { ShopAddresses } from '../models/catalog/shop-addresses.ts'
import type { DomainEvent } from '../models/events.ts'
import { adjustments } from '../persistence/cart-memo.repository.ts'
import type { Database } from '../persistence/database.ts'
import type { CartLinks } from './cart-links.ts'
import { endedByOneClick, type Letter, type Letters } from './letters.ts'
import type { PricingService } from './pricing.service.ts'

const adjusted = z.object({
  user_id: z.number().int(),
  adjustments,
})

const abandoned = z.object({ cart_id: z.uuid() })

/** Mails customers about their cart, once per event. */
export class CartMailService {
  readonly #database: Database
  readonly #letters: Letters
  readonly #links: CartLinks
  readonly #addresses: ShopAddresses
  readonly #pricing: PricingService

  constructor(
    database: Database,
    letters: Letters,
    links: CartLinks,
    addresses: ShopAddresses,
    pricing: PricingService,
  ) {
    this.#database = database
    this.#letters = letters
    this.#links = links
    this.#addresses = addresses
    this.#pricing = pricing
  }

  /** What they wanted is gone, or there is less of it. */
  async adjusted({ id, facts }: DomainEvent): Promise<void> {
    const { user_id, adjustments: all } = adjusted.parse(facts)
    await this.#letters.send(`cart-adjusted:${id}`, async () => {
      const user = await this.#database.read.users.find(user_id)
      if (!user) return null
      const [first] = all
      return {
        to: user.email,
        subject:
          first && all.length === 1
            ? `Your cart has changed: ${first.name}`
            : `Your cart has changed: ${all.length} lines`,
        view: 'cart-adjusted',
        facts: {
          sentences: all.map(adjustmentSentence),
          firstName: user.firstName,
          href: this.#links.cart,
        },
      }
    })
  }

  /** They left it; unless they have come back, ordered or changed their mind meanwhile, or nothing in it can be had. */
  async abandoned({ id, facts }: DomainEvent): Promise<void> {
    await this.#letters.send(`cart-abandoned:${id}`, async () => {
      const { carts, users } = this.#database.read
      const left = await carts.stillAbandoned(abandoned.parse(facts).cart_id)
      const user = left && (await users.find(left.userId))
      if (!user) return null
      const lines = await this.#lines(user.id)
      return lines.length === 0 ? null : this.#reminder(user, lines)
    })
  }

  #reminder(user: { id: number; email: string; firstName: string }, lines: readonly PricedLine[]): Letter {
    const endHref = this.#links.absolute('end', user.id)
    return {
      to: user.email,
      subject: 'Your cart is still here',
      view: 'cart-abandoned',
      facts: {
        lines,
        firstName: user.firstName,
        addresses: this.#addresses,
        href: this.#links.absolute('cart', user.id),
        endHref,
      },
      headers: endedByOneClick(endHref),
    }
  }

  /** What can still be had, at the prices of this moment. */
  async #lines(userId: number): Promise<readonly PricedLine[]> {
    const repositories = this.#database.read
    const { id, lines } = await repositories.carts.homeOf(userId).contents()
    const priced = await this.#pricing.price(new Cart(id, { lines }), repositories)
    return priced.lines.filter(({ problem }) => problem === null)
  }
}
