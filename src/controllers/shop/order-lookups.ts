import type { Request, Response } from 'express'
import type { OrderLookupService } from '../../services/order-lookup.service.ts'
import { type FormErrors, formErrors, NO_ERRORS, typed } from '../../web/form-errors.ts'
import { orderLookupForm } from '../forms.ts'

/** For guests who have lost the link to their order. */
export class OrderLookupsController {
  readonly #lookup: OrderLookupService

  constructor(lookup: OrderLookupService) {
    this.#lookup = lookup
  }

  new = async (req: Request, res: Response) => {
    await this.#form(req, res, { email: req.user?.email ?? '' }, NO_ERRORS)
  }

  create = async (req: Request, res: Response) => {
    const form = orderLookupForm.safeParse(req.body ?? {})
    if (!form.success) {
      const values = typed(req.body, ['number', 'email'])
      return this.#form(req, res.status(422), values, formErrors(form.error))
    }
    const { number, email } = form.data
    await this.#lookup.ask(number, email)
    res.notify({
      tone: 'good',
      text: `If order ${number} was placed with ${email}, its link is on the way to that address. Nothing there after ten minutes? Please compare both with one of our mails.`,
    })
    res.redirect(303, '/orders/lookup')
  }

  async #form(req: Request, res: Response, values: Record<string, string>, wrong: FormErrors): Promise<void> {
    res.set('Cache-Control', 'private, no-store')
    await res.page('orders/lookup', {
      title: 'Find your order',
      values,
      isCustomer: req.user !== null,
      ...wrong,
      hasErrors: wrong.errorList.length > 0,
      indexable: false,
    })
  }
}
