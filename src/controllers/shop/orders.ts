import type { Request, Response } from 'express'
import { z } from 'zod'
import { countryName } from '../../models/checkout/country.ts'
import { NotFound } from '../../models/errors.ts'
import type { Order } from '../../models/orders/order.ts'
import { paymentStanding } from '../../models/orders/payment-standing.ts'
import { toldTimeline } from '../../models/orders/told-timeline.ts'
import { deliveryText } from '../../models/pricing/delivery-text.ts'
import type { Services } from '../../services.ts'
import { parse, placeForm } from '../forms.ts'
import type { CheckoutReviewController } from './checkout-review.ts'

export class OrdersController {
  readonly #services: Services
  readonly #review: CheckoutReviewController

  constructor(services: Services, review: CheckoutReviewController) {
    this.#services = services
    this.#review = review
  }

  create = async (req: Request, res: Response) => {
    const { checkout: draftId, agreed } = parse(placeForm, req.body)
    const placing = await this.#services.checkout.place(req.shopper, draftId, agreed)
    switch (placing.kind) {
      case 'placed':
        return goAndPay(this.#services, placing.order.number, res)
      case 'changed':
        return this.#review.page(res.status(409), placing.state, placing.changes)
      case 'incomplete':
        return res.redirect(303, '/checkout/address')
      case 'ended':
        return this.#ended(placing.orderNumber, res)
    }
  }

  show = async (req: Request<{ number: string }>, res: Response) => {
    const known = await visibleOrder(this.#services, req)
    const { orders, payments } = this.#services
    const payment = known.awaitsPayment
      ? await payments.look(known.number)
      : await payments.latest(known.number)
    // Asking the provider may have settled it.
    const order = known.awaitsPayment ? await orders.find(known.number) : known
    const beingChanged = order.awaitsPayment && (await this.#services.checkout.isBeingChanged(order.number))
    const processing = order.awaitsPayment && payment?.state === 'processing'
    const declined = order.awaitsPayment && payment?.reason ? `${payment.reason} Nothing was charged.` : null
    res.set('Cache-Control', 'private, no-store')
    await res.page('orders/show', {
      title: `Order ${order.number}`,
      order,
      bill: await payments.bill(order),
      ...(await orders.freedom(order)),
      countryName: countryName(order.address.country),
      deliveryText: deliveryText(order.delivery),
      standing: paymentStanding(order, payment, await payments.refundsOf(order.number)),
      timeline: toldTimeline(order, payment ? [payment.gateway] : []),
      processing,
      payable: order.awaitsPayment && !processing && !beingChanged,
      beingChanged,
      links: this.#services.orderLinks,
      problem: (processing ? null : declined) ?? (order.whyCancelled || null),
      indexable: false,
    })
  }

  confirmation = async (req: Request<{ number: string }>, res: Response) => {
    const { orderLinks, payments } = this.#services
    const order = await visibleOrder(this.#services, req)
    const processing = order.awaitsPayment && (await payments.latest(order.number))?.state === 'processing'
    if (!order.isPaid && !processing) return res.redirect(303, orderLinks.to(order))
    res.set('Cache-Control', 'private, no-store')
    await res.page('orders/confirmation', {
      title: processing ? 'Payment in progress' : 'Payment successful',
      order,
      bill: await payments.bill(order),
      deliveryText: deliveryText(order.delivery),
      orderHref: orderLinks.to(order),
      processing,
      indexable: false,
    })
  }

  /** A page that is older than what has become of its cart. */
  #ended(number: string | null, res: Response): void {
    const told = `You have placed this order already: it is ${number}.`
    res.notify(number === null ? { tone: 'bad', text: ENDED } : { tone: 'good', text: told })
    res.redirect(303, number === null ? '/cart' : this.#services.orderLinks.to({ number }))
  }
}

const ENDED = 'This checkout has ended. If you have just paid, the confirmation is in your mail.'

/** To the payment page; with nothing to pay, straight to the confirmation. */
export async function goAndPay(
  { orderLinks, payments }: Services,
  number: string,
  res: Response,
): Promise<void> {
  const beginning = await payments.begin(number, orderLinks)
  switch (beginning.kind) {
    case 'page':
      return res.redirect(303, beginning.url)
    case 'nothing-to-pay':
      return res.redirect(303, orderLinks.confirmation(number))
    case 'being-changed':
      return res.redirect(303, '/checkout/review')
    case 'unavailable':
      res.notify({ tone: 'bad', text: beginning.sentence })
      return res.redirect(303, orderLinks.to({ number }))
  }
}

/**
 * The order, for its owner or whoever has its link.
 *
 * @throws NotFound for everybody else, as if it did not exist
 */
export async function visibleOrder(
  { orders, orderLinks }: Services,
  req: Request<{ number: string }>,
): Promise<Order> {
  const order = await orders.find(req.params.number)
  const key = z.string().optional().catch(undefined).parse(req.query.key)
  const owns = req.user !== null && order.userId === req.user.id
  if (!owns && !orderLinks.opens(order.number, key)) throw new NotFound('order')
  return order
}
