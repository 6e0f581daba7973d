import type { Request, Response } from 'express'
import { Cart } from '../../models/cart/cart.ts'
import type { CartService } from '../../services/cart.service.ts'
import { wantsJson } from '../errors.ts'
import { cartLineForm, idField, parse, quantityForm } from '../forms.ts'
import type { CartController } from './cart.ts'

export class CartLinesController {
  readonly #carts: CartService
  readonly #page: CartController

  constructor(carts: CartService, page: CartController) {
    this.#carts = carts
    this.#page = page
  }

  create = async (req: Request, res: Response) => {
    const { variant: variantId, quantity } = parse(cartLineForm, req.body)
    const { variant, cart } = await this.#carts.add(req.shopper, { variantId, quantity })
    const message = `${variant.fullName} is in your cart.`
    if (wantsJson(req)) return res.json({ success: true, message, cartUnits: cart.units })
    res.notify({ tone: 'good', text: message })
    res.redirect(303, '/cart')
  }

  update = async (req: Request<{ variant: string }>, res: Response) => {
    const variantId = parse(idField, req.params.variant)
    const form = quantityForm.safeParse(req.body ?? {})
    const outcome = form.success
      ? await this.#carts.setQuantity(req.shopper, { variantId, quantity: form.data.quantity })
      : form.error.issues[0]?.message
    if (!(outcome instanceof Cart)) return this.#refuse(req, res, form.success ? 409 : 422, outcome ?? '')
    if (wantsJson(req))
      return res.json({ success: true, message: 'Your cart is up to date.', cartUnits: outcome.units })
    if (outcome.quantityOf(variantId) === 0) res.notify({ tone: 'good', text: 'Removed from your cart.' })
    res.redirect(303, '/cart')
  }

  /** The cart as it is, with the sentence above it. */
  async #refuse(req: Request, res: Response, status: 409 | 422, message: string): Promise<void> {
    if (wantsJson(req)) {
      res.status(status).json({ success: false, message })
      return
    }
    res.notify({ tone: 'bad', text: message })
    await this.#page.show(req, res.status(status))
  }
}
