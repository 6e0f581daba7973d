import type { Request, Response } from 'express'
import type { CartService } from '../../services/cart.service.ts'
import { parse, undoForm } from '../forms.ts'
import type { CartAnswer } from './cart-answer.ts'

/** Takes back the latest removal, emptying or merging; its button stands in a notice, on any page. */
export class CartUndosController {
  readonly #carts: CartService
  readonly #answer: CartAnswer

  constructor(carts: CartService, answer: CartAnswer) {
    this.#carts = carts
    this.#answer = answer
  }

  create = async (req: Request, res: Response) => {
    const { key } = parse(undoForm, req.body)
    if (await this.#carts.undo(req.shopper, key))
      return this.#answer.done(req, res, { text: 'Your cart is as it was before.' })
    await this.#answer.refuse(
      req,
      res,
      409,
      'This can no longer be undone: something else has changed since.',
    )
  }
}
