import type { Request, Response } from 'express'
import { z } from 'zod'
import { NotFound } from '../../models/errors.ts'
import type { Payment } from '../../models/payments/payment.ts'
import type { Services } from '../../services.ts'
import { goAndPay, visibleOrder } from './orders.ts'

type PaymentRoute = Request<{ number: string; payment: string }>

export class OrderPaymentsController {
  readonly #services: Services

  constructor(services: Services) {
    this.#services = services
  }

  create = async (req: Request<{ number: string }>, res: Response) => {
    const { number } = await visibleOrder(this.#services, req)
    await goAndPay(this.#services, number, res)
  }

  /** The provider sends the shopper here when they are done. */
  returned = async (req: PaymentRoute, res: Response) => {
    const { orderLinks, payments } = this.#services
    const payment = await this.#payment(req)
    if (!(await payments.confirm(payment.id))) {
      res.notify({
        tone: 'bad',
        text: 'We are still checking your payment. This page will know in a moment; please do not pay again.',
      })
      return res.redirect(303, orderLinks.to({ number: payment.orderNumber }))
    }
    res.redirect(303, orderLinks.confirmation(payment.orderNumber))
  }

  /** The shopper turned back on the payment page: to the checkout, with everything kept. */
  cancelled = async (req: PaymentRoute, res: Response) => {
    const { checkout, orderLinks, orders, payments } = this.#services
    const payment = await this.#payment(req)
    const ended = await payments.close(payment.orderNumber)
    const order = await orders.find(payment.orderNumber)
    // Paid in another tab, or the bank is still deciding: there is nothing left to change.
    if (ended !== 'closed' || !order.awaitsPayment)
      return res.redirect(303, orderLinks.confirmation(order.number))

    await checkout.reopen(req.shopper, payment.orderNumber)
    const after = await payments.find(payment.id)
    if (!after?.reason) res.notify({ tone: 'bad', text: 'You came back before paying. Nothing was charged.' })
    res.redirect(303, '/checkout/review')
  }

  /** @throws NotFound unless it belongs to the order, and the order to whoever asks */
  async #payment(req: PaymentRoute): Promise<Payment> {
    const order = await visibleOrder(this.#services, req)
    const id = z.uuid().safeParse(req.params.payment)
    const payment = id.success ? await this.#services.payments.find(id.data) : null
    if (payment?.orderNumber !== order.number) throw new NotFound('payment')
    return payment
  }
}
