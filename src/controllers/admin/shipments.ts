import type { Request, Response } from 'express'
import type { OrderService } from '../../services/order.service.ts'
import { shipmentForm } from '../forms.ts'

export class AdminShipmentsController {
  readonly #orders: OrderService
  readonly #adminPath: string

  constructor(orders: OrderService, adminPath: string) {
    this.#orders = orders
    this.#adminPath = adminPath
  }

  create = async (req: Request<{ number: string }>, res: Response) => {
    const { number } = req.params
    await this.#orders.ship(number, shipmentForm.parse(req.body), req.staff?.email ?? 'staff')
    res.notify({ tone: 'good', text: `Order ${number} is on its way; the customer gets a mail.` })
    res.redirect(303, `${this.#adminPath}/orders/${number}`)
  }
}
