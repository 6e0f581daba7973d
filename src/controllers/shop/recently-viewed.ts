import type { Request, Response } from 'express'
import type { Services } from '../../services.ts'
import { parse, recentQuery } from '../forms.ts'
import { SeenProducts } from '../seen-products.ts'

const IN_A_ROW = 4

/** What this browser looked at: a page of its own, and a row of cards that product pages ask for. */
export class RecentlyViewedController {
  readonly #services: Pick<Services, 'catalog' | 'pages'>

  constructor(services: Pick<Services, 'catalog' | 'pages'>) {
    this.#services = services
  }

  show = async (req: Request, res: Response) => {
    const { fragment, except } = parse(recentQuery, req.query)
    const ids = SeenProducts.from(req.cookies[SeenProducts.cookieName]).except(except)
    res.set('Cache-Control', 'private, no-store')
    if (fragment) return this.#row(res, ids)
    await res.page('recently-viewed/show', {
      title: 'Recently viewed',
      cards: await this.#services.catalog.cards(ids),
      indexable: false,
    })
  }

  destroy = (req: Request, res: Response) => {
    const { maxAge, ...options } = SeenProducts.cookieOptions(req.secure)
    res.clearCookie(SeenProducts.cookieName, options)
    res.notify({ tone: 'good', text: 'Forgotten: nothing of what you looked at is kept here any more.' })
    res.redirect(303, '/recently-viewed')
  }

  async #row(res: Response, ids: readonly number[]): Promise<void> {
    const { catalog, pages } = this.#services
    const cards = (await catalog.cards(ids)).slice(0, IN_A_ROW)
    if (cards.length === 0) res.status(204).end()
    else res.type('html').send(await pages.fragment('_cards', { cards }))
  }
}
