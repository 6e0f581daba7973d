import type { Request, Response } from 'express'
import type { Order } from '../../models/orders/order.ts'
import type { Services } from '../../services.ts'
import { cancellationForm, parse } from '../forms.ts'
import { visibleOrder } from './orders.ts'

export class OrderCancellationsController {
  readonly #services: Services

  constructor(services: Services) {
    this.#services = services
  }

  /** Asks whether they mean it. */
  new = async (req: Request<{ number: string }>, res: Response) => {
    const { orderLinks, orders } = this.#services
    const order = await visibleOrder(this.#services, req)
    const { mayCancel, cancellableUntil } = await orders.freedom(order)
    if (!mayCancel) return res.redirect(303, orderLinks.to(order))
    res.set('Cache-Control', 'private, no-store')
    await res.page('orders/cancellation', {
      title: `Cancel order ${order.number}`,
      order,
      cancellableUntil,
      action: orderLinks.cancel(order.number),
      orderHref: orderLinks.to(order),
      indexable: false,
    })
  }

  create = async (req: Request<{ number: string }>, res: Response) => {
    const { orderLinks, orders } = this.#services
    const order = await visibleOrder(this.#services, req)
    const { seen } = parse(cancellationForm, req.body)
    const refusal = await orders.cancel(order.number, seen)
    res.notify(refusal === null ? { tone: 'good', text: done(order) } : { tone: 'bad', text: refusal })
    res.redirect(303, orderLinks.to(order))
  }
}

function done({ number }: Order): string {
  return `Order ${number} is cancelled. A mail confirms it.`
}
