import type { Request, Response } from 'express'
import { ADDRESS_FIELDS, readAddress } from '../../models/checkout/details.ts'
import type { Order } from '../../models/orders/order.ts'
import type { Services } from '../../services.ts'
import { errorsOn, type FormErrors, NO_ERRORS, typed } from '../../web/form-errors.ts'
import { addressFields } from '../address-fields.ts'
import { visibleOrder } from './orders.ts'

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
    const values = typed(req.body, ADDRESS_FIELDS)
    // The button only shows the fields of another country.
    if (req.body?.update) return this.#form(res, order, values, NO_ERRORS)
    const address = readAddress(values, this.#services.addressFormats)
    if (!address.isRight) return this.#form(res.status(422), order, values, errorsOn(address.problems))

    const refusal = await deliveryAddresses.change(order.number, address.value, values)
    if (refusal !== null) {
      const wrong = errorsOn([{ field: 'country', sentence: refusal }])
      return this.#form(res.status(409), order, values, wrong)
    }
    res.notify({ tone: 'good', text: `Order ${order.number} goes to this address now.` })
    res.redirect(303, orderLinks.to(order))
  }

  async #form(res: Response, order: Order, values: Record<string, string>, wrong: FormErrors): Promise<void> {
    const { addressFormats, checkout, orderLinks } = this.#services
    const filled = { values, errors: wrong.errors }
    res.set('Cache-Control', 'private, no-store')
    await res.page('orders/address', {
      title: `Address of order ${order.number}`,
      order,
      fields: addressFields('delivery', filled, addressFormats, await checkout.countries()),
      ...wrong,
      hasErrors: wrong.errorList.length > 0,
      action: orderLinks.address(order.number),
      orderHref: orderLinks.to(order),
      indexable: false,
    })
  }
}
