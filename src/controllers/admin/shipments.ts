import type { Request, Response } from 'express'
import type { OrderService } from '../../services/order.service.ts'
import { formErrors, typed } from '../../web/form-errors.ts'
import { shipmentForm } from '../forms.ts'
import type { AdminOrdersController } from './orders.ts'

export class AdminShipmentsController {
  readonly #orders: OrderService
  readonly #pages: AdminOrdersController
  readonly #adminPath: string

  constructor(orders: OrderService, pages: AdminOrdersController, adminPath: string) {
    this.#orders = orders
    this.#pages = pages
    this.#adminPath = adminPath
  }

  create = async (req: Request<{ number: string }>, res: Response) => {
    const { number } = req.params
    const form = shipmentForm.safeParse(req.body ?? {})
    if (!form.success) {
      const values = typed(req.body, ['carrier', 'trackingNumber'])
      return this.#pages.page(res.status(422), number, values, formErrors(form.error))
    }
    await this.#orders.ship(number, form.data, req.staff?.email ?? 'staff')
    res.notify({ tone: 'good', text: `Order ${number} is on its way; the customer gets a mail.` })
    res.redirect(303, `${this.#adminPath}/orders/${number}`)
  }
}
