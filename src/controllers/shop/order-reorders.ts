import type { Request, Response } from 'express'
import { CartLine } from '../../models/cart/cart-line.ts'
import type { Merging } from '../../services/cart-merge.service.ts'
import type { Services } from '../../services.ts'
import { undoing } from './cart-answer.ts'
import { visibleOrder } from './orders.ts'

/** The same once more: what the shop still sells of an order goes into the cart, at the prices of now. */
export class OrderReordersController {
  readonly #services: Services

  constructor(services: Services) {
    this.#services = services
  }

  create = async (req: Request<{ number: string }>, res: Response) => {
    const { carts, cartMerging } = this.#services
    const order = await visibleOrder(this.#services, req)
    const lines = order.lines.map(({ variantId, quantity }) => new CartLine(variantId, quantity))
    const priced = await carts.glance(lines, req.cart.id)
    const gone = priced.lines.filter(({ line, stock }) => !line.variant.onSale || stock.isSoldOut)
    const names = gone.map(({ line }) => line.variant.fullName)
    const { short, undo } = await cartMerging.takeOver(req.shopper, lines)
    const fewer = short.filter((name) => !names.includes(name))
    res.notify({ ...told(names, fewer, lines.length), ...(undo && { action: undoing(undo) }) })
    res.redirect(303, '/cart')
  }
}

function told(gone: readonly string[], fewer: Merging['short'], all: number) {
  if (gone.length === all) return { tone: 'bad', text: 'Nothing of this order is sold any more.' } as const
  const sentences = [
    ...(gone.length > 0 ? [`No longer to be had: ${gone.join('; ')}.`] : []),
    ...(fewer.length > 0 ? [`There was less than you ordered then of: ${fewer.join('; ')}.`] : []),
  ]
  if (sentences.length === 0) return { tone: 'good', text: 'All of it is in your cart now.' } as const
  return { tone: 'bad', text: ['The rest is in your cart now.', ...sentences].join(' ') } as const
}
