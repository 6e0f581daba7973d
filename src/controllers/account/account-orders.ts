import type { Request, Response } from 'express'
import type { Services } from '../../services.ts'
import { olderQuery, parse } from '../forms.ts'

const NONE = { orders: [], older: null }

export class AccountOrdersController {
  readonly #services: Services

  constructor(services: Services) {
    this.#services = services
  }

  index = async (req: Request, res: Response) => {
    const { orders, orderLinks } = this.#services
    const { before } = parse(olderQuery, req.query)
    const page = req.user ? await orders.pageOfUser(req.user.id, before) : NONE
    res.set('Cache-Control', 'private, no-store')
    await res.page('orders/index', {
      title: 'My orders',
      ...page,
      isFirst: before === undefined,
      orderHref: (number: string) => orderLinks.to({ number }),
      reorderHref: (number: string) => orderLinks.reorder(number),
      indexable: false,
    })
  }
}
