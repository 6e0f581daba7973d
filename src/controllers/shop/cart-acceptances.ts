import type { Request, Response } from 'express'
import type { CartService } from '../../services/cart.service.ts'
import { acceptanceForm, parse } from '../forms.ts'
import type { CartAnswer } from './cart-answer.ts'

/** The shopper has seen what changed without them, and goes on. */
export class CartAcceptancesController {
  readonly #carts: CartService
  readonly #answer: CartAnswer

  constructor(carts: CartService, answer: CartAnswer) {
    this.#carts = carts
    this.#answer = answer
  }

  create = async (req: Request, res: Response) => {
    const { seen } = parse(acceptanceForm, req.body)
    if (await this.#carts.accept(req.shopper, seen))
      return this.#answer.done(req, res, { text: 'Thank you. You can go on to the checkout.' })
    const sentence = 'Something else has changed meanwhile. Please look at it once more.'
    await this.#answer.refuse(req, res, 409, sentence)
  }
}
