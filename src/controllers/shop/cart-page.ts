import type { Request } from 'express'
import { LONGEST_NOTE } from '../../models/cart/cart-memo.ts'
import type { PricedCart } from '../../models/cart/priced-cart.ts'
import { type Country, countryChoices, countryName } from '../../models/checkout/country.ts'
import type { PaymentPlan } from '../../models/payments/payment-plan.ts'
import { deliveryText } from '../../models/pricing/delivery-text.ts'
import { ShopTime } from '../../models/shop-time.ts'
import type { Services } from '../../services.ts'
import type { Locals } from '../../web/pages.ts'
import { sharedCartPath } from './shared-carts.ts'

/** What was typed and refused: it stays in its field, with the reason beside it. */
export interface Refused {
  readonly field: 'coupon' | 'note' | 'gift-card'
  readonly typed: string
  readonly isGift?: boolean
  readonly sentence: string
}

/** What cart/_contents.ejs needs. */
interface CartFacts extends Locals {
  readonly priced: PricedCart
  /** By what it would be paid now. */
  readonly plan: PaymentPlan
  /** What is kept for later; null when nothing is. */
  readonly saved: PricedCart | null
  /** Nothing is set aside any more that could be. */
  readonly hasLapsed: boolean
  readonly countryName: string
  readonly countries: readonly Country[]
  readonly deliveryText: string
  readonly longestNote: number
  /** Shares its lines; nothing personal is in it. */
  readonly shareHref: string
  readonly refused: Refused | null
  readonly shopTime: ShopTime
}

type Shop = Pick<Services, 'addresses' | 'carts' | 'checkout' | 'means' | 'pages' | 'settings'>

/** The cart as its page shows it, as a whole or as the part that changes. */
export class CartPage {
  readonly #services: Shop

  constructor(services: Shop) {
    this.#services = services
  }

  async facts({ shopper }: Pick<Request, 'shopper'>, refused: Refused | null = null): Promise<CartFacts> {
    const { addresses, carts, checkout, means, settings } = this.#services
    const { holdStockFrom, timeZone } = await settings.all()
    const priced = await carts.look(shopper)
    const { quote, cart, isHoldable } = priced
    return {
      priced,
      plan: await means.plan({ cartId: cart.id, userId: shopper.userId, total: quote.total }),
      saved: cart.saved.length > 0 ? await carts.glanceAtSaved(cart) : null,
      hasLapsed: holdStockFrom === 'cart' && isHoldable,
      countryName: countryName(quote.country),
      countries: countryChoices(await checkout.countries()),
      deliveryText: quote.shipping ? deliveryText(quote.shipping.promise) : '',
      longestNote: LONGEST_NOTE,
      shareHref: addresses.absolute(sharedCartPath(cart.lines)),
      refused,
      shopTime: ShopTime.in(timeZone),
    }
  }

  /** The part of the page that changes, with a token for its forms. */
  fragment(req: Request, facts: CartFacts): Promise<string> {
    return this.#services.pages.fragment('cart/_contents', { ...facts, csrf: req.csrfToken() })
  }
}
