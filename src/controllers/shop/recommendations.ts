import type { NextFunction, Request, Response } from 'express'
import type { Services } from '../../services.ts'

export class RecommendationsController {
  readonly #services: Services

  constructor(services: Services) {
    this.#services = services
  }

  /** What the home page, which is kept for everybody, asks for after it has loaded; empty for guests. */
  fragment = async (req: Request, res: Response, next: NextFunction) => {
    if (req.query.fragment === undefined) return next()
    const recommended = req.user ? await this.#services.recommendations.forCustomer(req.user.id) : []
    res.set('Cache-Control', 'private, no-store')
    if (recommended.length === 0) return res.status(204).end()
    res.type('html').send(await this.#services.pages.fragment('recommendations/_section', { recommended }))
  }

  index = async (req: Request, res: Response) => {
    res.set('Cache-Control', 'private, no-store')
    await res.page('recommendations/index', {
      title: 'Chosen for you',
      recommended: req.user ? await this.#services.recommendations.forCustomer(req.user.id) : [],
      indexable: false,
    })
  }
}
