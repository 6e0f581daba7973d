import type { Request, Response } from 'express'
import type { CartService } from '../../services/cart.service.ts'
import { wantsJson } from '../errors.ts'
import { cartLineForm, idField, parse, quantityForm } from '../forms.ts'

export class CartLinesController {
  readonly #carts: CartService

  constructor(carts: CartService) {
    this.#carts = carts
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
    const { quantity } = parse(quantityForm, req.body)
    const cart = await this.#carts.setQuantity(req.shopper, { variantId, quantity })
    if (wantsJson(req))
      return res.json({ success: true, message: 'Your cart is up to date.', cartUnits: cart.units })
    if (quantity === 0) res.notify({ tone: 'good', text: 'Removed from your cart.' })
    res.redirect(303, '/cart')
  }
}
