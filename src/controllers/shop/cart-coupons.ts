import type { Request, Response } from 'express'
import type { CartService } from '../../services/cart.service.ts'
import { couponForm, parse } from '../forms.ts'
import type { CartAnswer } from './cart-answer.ts'

export class CartCouponsController {
  readonly #carts: CartService
  readonly #answer: CartAnswer

  constructor(carts: CartService, answer: CartAnswer) {
    this.#carts = carts
    this.#answer = answer
  }

  create = async (req: Request, res: Response) => {
    const { code, remove } = parse(couponForm, req.body)
    if (remove) {
      await this.#carts.withdraw(req.shopper, code)
      return this.#answer.done(req, res, { text: `Coupon “${code}” is removed.` })
    }
    const sentence = await this.#carts.redeem(req.shopper, code)
    if (sentence === null) return this.#answer.done(req, res, { text: `Coupon “${code}” counts.` })
    await this.#answer.refuse(req, res, 422, sentence, { field: 'coupon', typed: code, sentence })
  }
}
