import type { Request, Response } from 'express'
import { countryName } from '../../models/checkout/country.ts'
import { deliveryText } from '../../models/pricing/delivery-text.ts'
import type { OrderService } from '../../services/order.service.ts'
import type { PaymentService } from '../../services/payment.service.ts'
import { type FormErrors, NO_ERRORS } from '../../web/form-errors.ts'
import { olderQuery } from '../forms.ts'

export class AdminOrdersController {
  readonly #orders: OrderService
  readonly #payments: PaymentService

  constructor({ orders, payments }: { readonly orders: OrderService; readonly payments: PaymentService }) {
    this.#orders = orders
    this.#payments = payments
  }

  index = async (req: Request, res: Response) => {
    const { before } = olderQuery.parse(req.query)
    const { orders, older } = await this.#orders.page(before)
    await res.page('admin/orders/index', { title: 'Orders', orders, older })
  }

  show = async (req: Request<{ number: string }>, res: Response) => {
    await this.page(res, req.params.number, {}, NO_ERRORS)
  }

  /** Also shown when the form on it has a mistake. */
  async page(
    res: Response,
    number: string,
    values: Record<string, string>,
    wrong: FormErrors,
  ): Promise<void> {
    const order = await this.#orders.find(number)
    await res.page('admin/orders/show', {
      title: `Order ${order.number}`,
      order,
      bill: await this.#payments.bill(order),
      deliveryText: deliveryText(order.delivery),
      countryName: countryName(order.address.country),
      values,
      ...wrong,
      hasErrors: wrong.errorList.length > 0,
    })
  }
}
