import type { Request, Response } from 'express'
import type { Services } from '../../services.ts'
import { visibleOrder } from './orders.ts'

/** A shopper wants to change an order before paying it: its items go back into the cart, the number stays. */
export class OrderRevisionsController {
  readonly #services: Services

  constructor(services: Services) {
    this.#services = services
  }

  create = async (req: Request<{ number: string }>, res: Response) => {
    const { checkout, orderLinks, payments } = this.#services
    const order = await visibleOrder(this.#services, req)
    if (!order.awaitsPayment || (await payments.close(order.number)) !== 'closed')
      return res.redirect(303, orderLinks.confirmation(order.number))
    await checkout.reopen(req.shopper, order.number)
    res.redirect(303, '/checkout/review')
  }
}
