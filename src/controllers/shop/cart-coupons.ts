import type { Request, Response } from 'express'
import type { CartService } from '../../services/cart.service.ts'
import { couponForm, parse } from '../forms.ts'

export class CartCouponsController {
  readonly #carts: CartService

  constructor(carts: CartService) {
    this.#carts = carts
  }

  create = async (req: Request, res: Response) => {
    const { code, remove } = parse(couponForm, req.body)
    if (remove) await this.#carts.withdraw(req.shopper, code)
    else {
      const refusal = await this.#carts.redeem(req.shopper, code)
      res.notify(
        refusal ? { tone: 'bad', text: refusal } : { tone: 'good', text: `Coupon “${code}” counts.` },
      )
    }
    res.redirect(303, '/cart')
  }
}
