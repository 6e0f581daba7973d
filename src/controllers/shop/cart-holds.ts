import type { Request, Response } from 'express'
import type { CartService } from '../../services/cart.service.ts'
import type { CartAnswer } from './cart-answer.ts'

/** What had been set aside for too long is set aside once more, as far as it is still there. */
export class CartHoldsController {
  readonly #carts: CartService
  readonly #answer: CartAnswer

  constructor(carts: CartService, answer: CartAnswer) {
    this.#carts = carts
    this.#answer = answer
  }

  create = async (req: Request, res: Response) => {
    await this.#carts.setAside(req.shopper)
    const { isHoldable } = await this.#carts.look(req.shopper)
    if (!isHoldable) return this.#answer.done(req, res, { text: 'Set aside for you again.' })
    await this.#answer.refuse(
      req,
      res,
      409,
      'We cannot set aside more for you at the moment; it stays in your cart.',
    )
  }
}
