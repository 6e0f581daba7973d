import type { Request, Response } from 'express'
import type { Services } from '../../services.ts'
import { linesText } from '../cart-text.ts'
import { remindedCustomer } from './reminded-customer.ts'

/** The way back from a reminder. The link shows what the cart holds and changes nothing: mails are forwarded, too. */
export class CartReturnsController {
  readonly #services: Pick<Services, 'carts' | 'cartLinks'>

  constructor(services: Pick<Services, 'carts' | 'cartLinks'>) {
    this.#services = services
  }

  show = async (req: Request<{ id: string }>, res: Response) => {
    const { id } = remindedCustomer(this.#services, req, 'cart')
    res.set('Cache-Control', 'private, no-store')
    if (req.user?.id === id) return res.redirect(303, '/cart')
    const { lines, isEmpty } = await this.#services.carts.contents({ ...req.shopper, userId: id })
    if (isEmpty) return res.redirect(303, '/cart')
    res.notify({ tone: 'good', text: SIGN_IN, href: '/sign-in?next=/cart', label: 'Sign in' })
    res.redirect(303, `/shared-cart?items=${linesText(lines)}`)
  }
}

const SIGN_IN = 'This is what lies in your cart. Sign in to go on where you were.'
