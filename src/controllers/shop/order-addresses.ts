import type { Request, Response } from 'express'
import { countryChoices } from '../../models/checkout/country.ts'
import { checkoutDetails } from '../../models/checkout/details.ts'
import type { Order } from '../../models/orders/order.ts'
import type { Services } from '../../services.ts'
import { errorsOn, type FormErrors, formErrors, NO_ERRORS, typed } from '../../web/form-errors.ts'
import { visibleOrder } from './orders.ts'

/** Those of the address; the mail address of an order stays. */
const FIELDS = Object.keys(checkoutDetails.shape).filter((field) => field !== 'email')

export class OrderAddressesController {
  readonly #services: Services

  constructor(services: Services) {
    this.#services = services
  }

  edit = async (req: Request<{ number: string }>, res: Response) => {
    const order = await visibleOrder(this.#services, req)
    if (!order.isStillHere) return res.redirect(303, this.#services.orderLinks.to(order))
    await this.#form(res, order, { ...order.address }, NO_ERRORS)
  }

  update = async (req: Request<{ number: string }>, res: Response) => {
    const { deliveryAddresses, orderLinks } = this.#services
    const order = await visibleOrder(this.#services, req)
    const values = typed(req.body, FIELDS)
    const details = checkoutDetails.safeParse({ ...values, email: order.email })
    if (!details.success) return this.#form(res.status(422), order, values, formErrors(details.error))

    const refusal = await deliveryAddresses.change(order.number, details.data, values)
    if (refusal !== null) {
      const wrong = errorsOn([{ field: 'country', sentence: refusal }])
      return this.#form(res.status(409), order, values, wrong)
    }
    res.notify({ tone: 'good', text: `Order ${order.number} goes to this address now.` })
    res.redirect(303, orderLinks.to(order))
  }

  async #form(res: Response, order: Order, values: Record<string, string>, wrong: FormErrors): Promise<void> {
    const { checkout, orderLinks } = this.#services
    res.set('Cache-Control', 'private, no-store')
    await res.page('orders/address', {
      title: `Address of order ${order.number}`,
      order,
      values,
      ...wrong,
      hasErrors: wrong.errorList.length > 0,
      countries: countryChoices(await checkout.countries()),
      action: orderLinks.address(order.number),
      orderHref: orderLinks.to(order),
      indexable: false,
    })
  }
}
