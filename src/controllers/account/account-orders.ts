import type { Request, Response } from 'express'
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
