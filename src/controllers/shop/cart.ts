import type { Request, Response } from 'express'
import type { CartAnswer } from './cart-answer.ts'

export class CartController {
  readonly #answer: CartAnswer

  constructor(answer: CartAnswer) {
    this.#answer = answer
  }

  show = (req: Request, res: Response) => this.#answer.show(req, res)

  badge = (req: Request, res: Response) => {
    res.set('Cache-Control', 'private, no-store').json({ cartUnits: req.cart.units })
  }
}
