import type { Request, Response } from 'express'
import { countryName } from '../../models/checkout/country.ts'
import type { CartService } from '../../services/cart.service.ts'
import { wantsJson } from '../errors.ts'
import { destinationForm } from '../forms.ts'
import type { CartController } from './cart.ts'

/** Where the parcel would go, for an estimate before anybody asks for an address. */
export class CartDestinationsController {
  readonly #carts: CartService
  readonly #cart: CartController

  constructor(carts: CartService, cart: CartController) {
    this.#carts = carts
    this.#cart = cart
  }

  create = async (req: Request, res: Response) => {
    const form = destinationForm.safeParse(req.body ?? {})
    if (!form.success) return this.#refuse(req, res, form.error.issues[0]?.message ?? '')
    const { country } = form.data
    await this.#carts.sendTo(req.shopper, country)
    const message = `Delivery and tax are those for ${countryName(country)} now.`
    if (wantsJson(req)) return res.json({ success: true, message })
    res.redirect(303, '/cart#delivery')
  }

  async #refuse(req: Request, res: Response, message: string): Promise<void> {
    res.status(422)
    if (wantsJson(req)) {
      res.json({ success: false, message })
      return
    }
    res.notify({ tone: 'bad', text: message })
    await this.#cart.show(req, res)
  }
}
