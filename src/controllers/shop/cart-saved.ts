import type { Request, Response } from 'express'
import type { CartService } from '../../services/cart.service.ts'
import { idField, parse, savedForm } from '../forms.ts'
import type { CartAnswer } from './cart-answer.ts'

/** What is kept for later. */
export class CartSavedController {
  readonly #carts: CartService
  readonly #answer: CartAnswer

  constructor(carts: CartService, answer: CartAnswer) {
    this.#carts = carts
    this.#answer = answer
  }

  create = (req: Request<{ variant: string }>, res: Response) =>
    this.#answer.after(req, res, async () => {
      const { undo } = await this.#carts.saveForLater(req.shopper, parse(idField, req.params.variant))
      return { text: 'Saved for later.', undo }
    })

  update = (req: Request<{ variant: string }>, res: Response) =>
    this.#answer.after(req, res, async () => {
      const variantId = parse(idField, req.params.variant)
      if (parse(savedForm, req.body).to === 'cart') {
        await this.#carts.takeUp(req.shopper, variantId)
        return { text: 'Back in your cart.' }
      }
      const { undo } = await this.#carts.forgetSaved(req.shopper, variantId)
      return { text: 'Removed from what you saved for later.', undo }
    })
}
