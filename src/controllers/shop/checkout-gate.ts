import type { Request, RequestHandler, Response } from 'express'
import type { CheckoutState } from '../../models/checkout/checkout-state.ts'
import type { Services } from '../../services.ts'
import { deliveryForm, ticketForm } from '../forms.ts'
import { typedDetails } from '../typed-details.ts'

type Needed = Pick<Services, 'carts' | 'checkout' | 'checkoutTickets' | 'settings'>

/** What every step of the checkout passes first. */
export class CheckoutGate {
  readonly #services: Needed

  constructor(services: Needed) {
    this.#services = services
  }

  /**
   * Sets the units of the cart aside, also where the shop does so from the checkout on, and sends shoppers back to the
   * cart while something in it must be mended or accepted.
   *
   * @returns null if the step must not go on
   */
  async enter(req: Request, res: Response): Promise<CheckoutState | null> {
    if (await this.turnsAway(req, res)) return null
    await this.#services.carts.setAside(req.shopper)
    return this.pass(req, res, await this.#services.checkout.state(req.shopper))
  }

  /** The same for a form that was sent, whose contents are kept by now: its page has set the units aside. */
  async pass(req: Request, res: Response, state: CheckoutState): Promise<CheckoutState | null> {
    if (await this.turnsAway(req, res)) return null
    if (state.priced.isBuyable) return state
    const link = { href: `/sign-in?next=${encodeURIComponent(req.path)}`, label: 'Sign in' }
    const empty = { text: NOTHING_HERE, ...(req.user ? {} : link) }
    res.notify({ tone: 'bad', ...(state.cart.isEmpty ? empty : { text: CHANGED }) })
    res.redirect(303, '/cart')
    return null
  }

  /** Leads guests to the sign-in where the shop sells to customers with an account only. */
  async turnsAway(req: Request, res: Response, next = req.path): Promise<boolean> {
    const { accountRequired } = await this.#services.settings.all()
    if (!accountRequired || req.user) return false
    toSignIn(res, ACCOUNT_NEEDED, next)
    return true
  }

  /** What a customer sends after their session has ended is kept with their cart, and they are led through the sign-in. */
  keepForSignIn = (next: string): RequestHandler => {
    return async (req, res, go) => {
      const { checkout, checkoutTickets } = this.#services
      const { ticket } = ticketForm.parse(req.body ?? {})
      const cartId = req.user ? null : checkoutTickets.cartIn(ticket)
      if (!cartId) return go()
      const { method } = deliveryForm.safeParse(req.body).data ?? {}
      await checkout.keepFor(cartId, typedDetails(req.body), method ?? null)
      toSignIn(res, SIGNED_OUT, next)
    }
  }

  /** Nobody orders as a guest where the shop does not sell to guests. */
  customersIfNeeded: RequestHandler = async (req, res, next) => {
    if (!(await this.turnsAway(req, res, '/checkout/review'))) next()
  }
}

function toSignIn(res: Response, text: string, next: string): void {
  res.notify({ tone: 'bad', text })
  res.redirect(303, `/sign-in?next=${encodeURIComponent(next)}`)
}

const NOTHING_HERE =
  'There is nothing in your cart here. If you were signed in, please sign in again: your cart and what you entered are kept.'
const CHANGED = 'Something in your cart has changed. Please look at it before you go on.'
const ACCOUNT_NEEDED =
  'Please sign in or create an account to order. Your cart and everything you entered come along.'
const SIGNED_OUT =
  'You had been signed out in the meantime. Please sign in again: everything you entered is kept.'
