import type { Request, Response } from 'express'
import type { CheckoutState } from '../../models/checkout/checkout-state.ts'
import { deliveryText } from '../../models/pricing/delivery-text.ts'
import type { CheckoutService } from '../../services/checkout.service.ts'
import { errorsOn, type FormErrors, NO_ERRORS } from '../../web/form-errors.ts'
import { deliveryForm } from '../forms.ts'
import type { CheckoutGate } from './checkout-gate.ts'

const CHOOSE = errorsOn([{ field: 'method', sentence: 'Choose how we shall send it.' }])

export class CheckoutDeliveryController {
  readonly #checkout: CheckoutService
  readonly #gate: CheckoutGate

  constructor(checkout: CheckoutService, gate: CheckoutGate) {
    this.#checkout = checkout
    this.#gate = gate
  }

  show = async (req: Request, res: Response) => {
    const state = await this.#gate.enter(req, res)
    if (!state) return
    if (!state.isAddressed) return res.redirect(303, '/checkout/address')
    await this.#form(res, state, NO_ERRORS)
  }

  update = async (req: Request, res: Response) => {
    const state = this.#gate.pass(await this.#checkout.state(req.shopper), res)
    if (!state) return
    if (!state.isAddressed) return res.redirect(303, '/checkout/address')

    const form = deliveryForm.safeParse(req.body)
    if (form.success && (await this.#checkout.chooseDelivery(req.shopper, form.data.method)))
      return res.redirect(303, '/checkout/review')
    await this.#form(res.status(422), state, CHOOSE)
  }

  async #form(res: Response, { priced }: CheckoutState, wrong: FormErrors): Promise<void> {
    const { offers, shipping } = priced.quote
    await res.page('checkout/delivery', {
      title: 'Delivery',
      offers,
      // The one chosen before, or the cheapest when the address no longer has it.
      chosenId: shipping?.method.id ?? null,
      texts: Object.fromEntries(offers.map(({ method, promise }) => [method.id, deliveryText(promise)])),
      ...wrong,
      hasErrors: wrong.errorList.length > 0,
      priced,
      quote: priced.quote,
      compact: true,
      indexable: false,
    })
  }
}
