import type { Request, Response } from 'express'
import type { CheckoutService } from '../../services/checkout.service.ts'
import { deliveryForm } from '../forms.ts'
import { typedDetails } from '../typed-details.ts'

/** What is being typed, kept by the page's script in case the shopper leaves without pressing the button. */
export class CheckoutDraftsController {
  readonly #checkout: CheckoutService

  constructor(checkout: CheckoutService) {
    this.#checkout = checkout
  }

  create = async (req: Request, res: Response) => {
    const { method } = deliveryForm.safeParse(req.body).data ?? {}
    if (!req.cart.isEmpty) await this.#checkout.keepTyped(req.shopper, typedDetails(req.body), method ?? null)
    res.sendStatus(204)
  }
}
