import type { Request, Response } from 'express'
import type { Order } from '../../models/orders/order.ts'
import type { Services } from '../../services.ts'
import { errorsOn, type FormErrors, formErrors, NO_ERRORS } from '../../web/form-errors.ts'
import { admit } from '../account/sign-in.ts'
import { accountOfferForm } from '../forms.ts'
import { visibleOrder } from './orders.ts'

const TAKEN = errorsOn([
  { field: 'password', sentence: 'There is an account with this address already. Please sign in instead.' },
])

type OrderRoute = Request<{ number: string }>

/** An account for a guest who has ordered: all it takes is a password. The order joins it once its mail address is verified. */
export class AccountOffersController {
  readonly #services: Services

  constructor(services: Services) {
    this.#services = services
  }

  new = async (req: OrderRoute, res: Response) => {
    await this.#form(res, await visibleOrder(this.#services, req), NO_ERRORS)
  }

  create = async (req: OrderRoute, res: Response) => {
    const { accounts, cartMerging, orderLinks } = this.#services
    const order = await visibleOrder(this.#services, req)
    if (req.user) return res.redirect(303, orderLinks.to(order))
    const form = accountOfferForm.safeParse(req.body ?? {})
    if (!form.success) return this.#form(res.status(422), order, formErrors(form.error))
    const { email, address } = order
    const user = await accounts.register({ email, name: address.name, password: form.data.password })
    if (!user) return this.#form(res.status(422), order, TAKEN)
    await admit(req, res, user, cartMerging)
    res.redirect(303, orderLinks.to(order))
  }

  async #form(res: Response, order: Order, wrong: FormErrors): Promise<void> {
    res.set('Cache-Control', 'private, no-store')
    await res.page('checkout/account-offer', {
      title: 'Create an account',
      order,
      orderHref: this.#services.orderLinks.to(order),
      ...wrong,
      hasErrors: wrong.errorList.length > 0,
      indexable: false,
    })
  }
}
