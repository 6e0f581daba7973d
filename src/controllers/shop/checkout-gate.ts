import type { Request, Response } from 'express'
import type { CheckoutState } from '../../models/checkout/checkout-state.ts'
import type { Services } from '../../services.ts'

/** What every step of the checkout passes first. */
export class CheckoutGate {
  readonly #services: Pick<Services, 'carts' | 'checkout'>

  constructor(services: Pick<Services, 'carts' | 'checkout'>) {
    this.#services = services
  }

  /**
   * Sets the units of the cart aside, also where the shop does so from the checkout on, and sends shoppers back to the
   * cart while something in it must be mended or accepted.
   *
   * @returns null if the step must not go on
   */
  async enter(req: Request, res: Response): Promise<CheckoutState | null> {
    await this.#services.carts.setAside(req.shopper)
    return this.pass(await this.#services.checkout.state(req.shopper), res)
  }

  /** The same for a form that was sent: its page has set the units aside. */
  pass(state: CheckoutState, res: Response): CheckoutState | null {
    if (state.priced.isBuyable) return state
    res.notify({ tone: 'bad', text: state.cart.isEmpty ? NOTHING_HERE : CHANGED })
    res.redirect(303, '/cart')
    return null
  }
}

const NOTHING_HERE =
  'There is nothing in your cart here. If you were signed in, please sign in again: your cart and what you entered are kept.'
const CHANGED = 'Something in your cart has changed. Please look at it before you go on.'
