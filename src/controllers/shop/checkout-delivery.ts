import type { Request, Response } from 'express'
import type { CheckoutState } from '../../models/checkout/checkout-state.ts'
import { deliveryText } from '../../models/pricing/delivery-text.ts'
import type { Services } from '../../services.ts'
import { errorsOn, type FormErrors, NO_ERRORS } from '../../web/form-errors.ts'
import { agreedForm, deliveryForm } from '../forms.ts'
import type { CheckoutGate } from './checkout-gate.ts'

const CHOOSE = errorsOn([{ field: 'method', sentence: 'Choose how we shall send it.' }])

export class CheckoutDeliveryController {
  readonly #services: Services
  readonly #gate: CheckoutGate

  constructor(services: Services, gate: CheckoutGate) {
    this.#services = services
    this.#gate = gate
  }

  show = async (req: Request, res: Response) => {
    const state = await this.#gate.enter(req, res)
    if (!state) return
    if (!state.isAddressed) return res.redirect(303, '/checkout/address')
    await this.#form(req, res, state, NO_ERRORS, state.news)
  }

  update = async (req: Request, res: Response) => {
    const { checkout } = this.#services
    const state = await this.#gate.pass(req, res, await checkout.state(req.shopper))
    if (!state) return
    if (!state.isAddressed) return res.redirect(303, '/checkout/address')

    const form = deliveryForm.safeParse(req.body)
    const news = state.newsFor(agreedForm.parse(req.body ?? {}).agreed)
    const chosen = form.success && (await checkout.chooseDelivery(req.shopper, form.data.method))
    if (!chosen) return this.#form(req, res.status(422), state, CHOOSE, news)
    if (news.length > 0)
      return this.#form(req, res.status(409), await checkout.state(req.shopper), NO_ERRORS, news)
    await checkout.agree(req.shopper)
    res.redirect(303, '/checkout/review')
  }

  async #form(
    req: Request,
    res: Response,
    { agreed, cart, priced }: CheckoutState,
    wrong: FormErrors,
    news: readonly string[],
  ): Promise<void> {
    const { offers, shipping } = priced.quote
    res.set('Cache-Control', 'private, no-store')
    await res.page('checkout/delivery', {
      title: 'Delivery',
      offers,
      // The one chosen before, or the cheapest when the address no longer has it.
      chosenId: shipping?.method.id ?? null,
      texts: Object.fromEntries(offers.map(({ method, promise }) => [method.id, deliveryText(promise)])),
      ...wrong,
      hasErrors: wrong.errorList.length > 0 || news.length > 0,
      news,
      agreed,
      ticket: req.user ? this.#services.checkoutTickets.of(cart.id) : '',
      priced,
      quote: priced.quote,
      compact: true,
      indexable: false,
    })
  }
}
