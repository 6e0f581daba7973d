import type { Request, Response } from 'express'
import type { Services } from '../../services.ts'

const LATEST_ORDERS = 3

export class AccountController {
  readonly #services: Services

  constructor(services: Services) {
    this.#services = services
  }

  show = async (req: Request, res: Response) => {
    const { orders, orderLinks, recommendations, storedValues } = this.#services
    res.set('Cache-Control', 'private, no-store')
    await res.page('accounts/show', {
      title: 'My account',
      orders: req.user ? await orders.ofUser(req.user.id, LATEST_ORDERS) : [],
      orderHref: (number: string) => orderLinks.to({ number }),
      credit: req.user ? await storedValues.creditOf(req.user.id) : null,
      recommended: req.user ? await recommendations.forCustomer(req.user.id) : [],
      indexable: false,
    })
  }
}
