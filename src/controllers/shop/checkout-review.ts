import type { Request, Response } from 'express'
import type { CheckoutState } from '../../models/checkout/checkout-state.ts'
import { countryName } from '../../models/checkout/country.ts'
import { invoiceNote } from '../../models/orders/invoice.ts'
import { deliveryText } from '../../models/pricing/delivery-text.ts'
import type { Services } from '../../services.ts'
import type { Refused } from './cart-page.ts'
import type { CheckoutGate } from './checkout-gate.ts'

export class CheckoutReviewController {
  readonly #services: Services

  readonly #gate: CheckoutGate

  constructor(services: Services, gate: CheckoutGate) {
    this.#services = services
    this.#gate = gate
  }

  /** To the first page whose question is not answered yet. */
  goOn = async (req: Request, res: Response) => {
    const { nextStep } = await this.#services.checkout.state(req.shopper)
    res.redirect(303, nextStep)
  }

  show = async (req: Request, res: Response) => {
    const state = await this.#services.checkout.state(req.shopper)
    if (state.cart.isEmpty) return res.redirect(303, await this.#wayOfEmptyCart(req))
    if (await this.#gate.turnsAway(req, res)) return
    // Steps cannot be skipped.
    if (!state.isAddressed) return res.redirect(303, '/checkout/address')
    if (!state.isDeliveryChosen) return res.redirect(303, '/checkout/delivery')
    await this.#services.checkout.keep(state)
    const { problems, changes } = state.priced
    await this.page(res, state, [...problems, ...changes.all.map(({ sentence }) => sentence), ...state.news])
  }

  /** Also shown by POST /orders when something changed since the shopper looked, and when a gift card is refused. */
  async page(
    res: Response,
    state: CheckoutState,
    changes: readonly string[],
    refused: Refused | null = null,
  ): Promise<void> {
    const { draft, details, priced, plan } = state
    const { quote } = priced
    const { checkoutTickets } = this.#services
    res.set('Cache-Control', 'private, no-store')
    await res.page('checkout/review', {
      title: 'Review your order',
      draftId: draft.id,
      details,
      countryName: countryName(details?.address.country ?? ''),
      invoice: details && invoiceNote(details.address, details.billing),
      ticket: res.req.user ? checkoutTickets.of(state.cart.id) : '',
      priced,
      quote,
      plan,
      refused,
      deliveryText: quote.shipping ? deliveryText(quote.shipping.promise) : '',
      changes,
      hasErrors: changes.length > 0 || refused !== null,
      problem: await this.#whyItWasDeclined(draft.orderNumber),
      fingerprint: state.fingerprint,
      compact: true,
      indexable: false,
    })
  }

  /** Back from the payment page by the browser's button: the cart has become an order that can still be changed. */
  async #wayOfEmptyCart(req: Request): Promise<string> {
    const { checkout, orderLinks } = this.#services
    const number = await checkout.placedOrder(req.cart)
    return number ? orderLinks.to({ number }) : '/cart'
  }

  async #whyItWasDeclined(orderNumber: string | null): Promise<string | null> {
    if (!orderNumber) return null
    const payment = await this.#services.payments.latest(orderNumber)
    return payment?.reason ? `${payment.reason} Nothing was charged.` : null
  }
}
