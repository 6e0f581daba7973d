import type { Request, Response } from 'express'
import type { CartService } from '../../services/cart.service.ts'
import type { CartAnswer } from './cart-answer.ts'

export class CartEmptyingsController {
  readonly #carts: CartService
  readonly #answer: CartAnswer

  constructor(carts: CartService, answer: CartAnswer) {
    this.#carts = carts
    this.#answer = answer
  }

  create = (req: Request, res: Response) =>
    this.#answer.after(req, res, async () => {
      const { undo } = await this.#carts.empty(req.shopper)
      return { text: 'Your cart is empty now.', undo }
    })
}
