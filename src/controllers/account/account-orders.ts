import type { Request, RequestHandler, Response } from 'express'
import type { Services } from '../../services.ts'

export class AccountOrdersController {
  readonly #services: Services

  constructor(services: Services) {
    this.#services = services
  }

  index = async (req: Request, res: Response) => {
    const { orders, orderLinks } = this.#services
    res.set('Cache-Control', 'private, no-store')
    await res.page('orders/index', {
      title: 'My orders',
      orders: req.user ? await orders.ofUser(req.user.id) : [],
      orderHref: (number: string) => orderLinks.to({ number }),
      indexable: false,
    })
  }
}

/** Leads whoever is not signed in to the form, and back afterwards. */
export const customersOnly: RequestHandler = (req, res, next) => {
  if (req.user) next()
  else res.redirect(303, `/sign-in?next=${encodeURIComponent(req.originalUrl)}`)
}
