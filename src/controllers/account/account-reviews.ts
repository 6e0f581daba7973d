import type { Request, Response } from 'express'
import type { ReviewService } from '../../services/review.service.ts'
import { idField, parse } from '../forms.ts'
import { customer } from './customers-only.ts'

export class AccountReviewsController {
  readonly #reviews: ReviewService

  constructor(reviews: ReviewService) {
    this.#reviews = reviews
  }

  index = async (req: Request, res: Response) => {
    res.set('Cache-Control', 'private, no-store')
    await res.page('accounts/reviews', {
      title: 'My reviews',
      reviews: await this.#reviews.ofUser(customer(req).id),
      indexable: false,
    })
  }

  destroy = async (req: Request<{ id: string }>, res: Response) => {
    await this.#reviews.withdraw(parse(idField, req.params.id), customer(req).id)
    res.notify({ tone: 'good', text: 'Your review is deleted.' })
    res.redirect(303, '/account/reviews')
  }
}
