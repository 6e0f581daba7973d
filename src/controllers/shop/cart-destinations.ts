import type { Request, Response } from 'express'
import { countryName } from '../../models/checkout/country.ts'
import type { CartService } from '../../services/cart.service.ts'
import { destinationForm } from '../forms.ts'
import type { CartAnswer } from './cart-answer.ts'

/** Where the parcel would go, for an estimate before anybody asks for an address. */
export class CartDestinationsController {
  readonly #carts: CartService
  readonly #answer: CartAnswer

  constructor(carts: CartService, answer: CartAnswer) {
    this.#carts = carts
    this.#answer = answer
  }

  create = async (req: Request, res: Response) => {
    const form = destinationForm.safeParse(req.body ?? {})
    if (!form.success) return this.#answer.refuse(req, res, 422, form.error.issues[0]?.message ?? '')
    const { country } = form.data
    await this.#carts.sendTo(req.shopper, country)
    await this.#answer.done(req, res, { text: `Delivery and tax are those for ${countryName(country)} now.` })
  }
}
