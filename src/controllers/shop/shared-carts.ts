import type { Request, Response } from 'express'
import type { CartLine } from '../../models/cart/cart-line.ts'
import { Invalid, NotFound } from '../../models/errors.ts'
import type { Merging } from '../../services/cart-merge.service.ts'
import type { Services } from '../../services.ts'
import { linesIn, linesText } from '../cart-text.ts'
import { undoing } from './cart-answer.ts'

/** A cart that somebody shares: its lines are in the address, and nothing else is. */
export class SharedCartsController {
  readonly #services: Pick<Services, 'carts' | 'cartMerging'>

  constructor(services: Pick<Services, 'carts' | 'cartMerging'>) {
    this.#services = services
  }

  show = async (req: Request, res: Response) => {
    const lines = sharedLines(req.query.items)
    const priced = await this.#services.carts.glance(lines, req.cart.id)
    if (priced.lines.length === 0) throw new NotFound('cart: nothing in it was ever offered here')
    const offered = priced.lines.filter(({ line }) => line.variant.onSale)
    await res.page('shared-carts/show', {
      title: 'A cart that was shared with you',
      lines: offered,
      gone: priced.lines.filter(({ line }) => !line.variant.onSale).map(({ line }) => line.variant.fullName),
      isAvailable: offered.some(({ stock }) => stock.covers(1)),
      items: linesText(lines),
      ownUnits: req.cart.units,
      indexable: false,
    })
  }

  /** Into one's own cart. */
  create = async (req: Request<object>, res: Response) => {
    const lines = sharedLines(req.body?.items)
    const { short, undo } = await this.#services.cartMerging.takeOver(req.shopper, lines)
    res.notify({ ...told(short), ...(undo && { action: undoing(undo) }) })
    res.redirect(303, '/cart')
  }
}

/** Where such a cart is shown. */
export function sharedCartPath(lines: readonly CartLine[]): string {
  return `/shared-cart?items=${linesText(lines)}`
}

function sharedLines(items: unknown): readonly CartLine[] {
  const lines = linesIn(items)
  if (!lines) throw new Invalid('This link to a cart is damaged. Please ask for it once more.')
  if (lines.length === 0) throw new NotFound('cart')
  return lines
}

function told(short: Merging['short']) {
  if (short.length === 0) return { tone: 'good', text: 'What was shared is in your cart now.' } as const
  const text = `What there is of it is in your cart now. There was less than was shared of: ${short.join('; ')}.`
  return { tone: 'bad', text } as const
}
