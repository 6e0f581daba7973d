import type { Request, Response } from 'express'
import { OutOfStock } from '../../models/errors.ts'
import type { Services } from '../../services.ts'
import { cartUpdate, parse } from '../forms.ts'
import { CartJson } from './cart-json.ts'

/** The cart for programs, and for scripts in the browser: the same services and rules as its page. */
export class ApiCartController {
  readonly #services: Pick<Services, 'carts' | 'products'>

  constructor(services: Pick<Services, 'carts' | 'products'>) {
    this.#services = services
  }

  /** With the token that a script in the browser sends along when it changes something. */
  show = async (req: Request, res: Response) => {
    answer(res, { cart: await this.#cart(req), csrf_token: req.csrfToken?.() })
  }

  /** The quantity is absolute, so that a repetition does no harm. */
  update = async (req: Request, res: Response) => {
    const { product_id: product, variant_id: variant, quantity } = parse(cartUpdate, req.body)
    const variantId = await this.#services.products.variantId({ product, variant })
    const outcome = await this.#services.carts.setQuantity(req.shopper, { variantId, quantity })
    if (outcome instanceof OutOfStock) throw outcome
    answer(res, { cart: await this.#cart(req) })
  }

  async #cart({ shopper }: Request): Promise<CartJson> {
    return new CartJson(await this.#services.carts.look(shopper))
  }
}

function answer(res: Response, facts: object): void {
  res.set('Cache-Control', 'private, no-store').json({ success: true, ...facts })
}
