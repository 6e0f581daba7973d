import type { Request, Response } from 'express'
import type { ReviewService } from '../../services/review.service.ts'
import { idField, parse } from '../forms.ts'
import { voteForm } from '../review-forms.ts'

/** The page that a vote comes from is the same for everybody, so it is only here that a guest is told to sign in. */
export class ReviewVotesController {
  readonly #reviews: ReviewService

  constructor(reviews: ReviewService) {
    this.#reviews = reviews
  }

  create = async (req: Request<{ id: string }>, res: Response) => {
    const { back } = parse(voteForm, req.body)
    const id = parse(idField, req.params.id)
    if (!req.user) {
      res.notify({ tone: 'good', text: 'Please sign in first; then tell us again what helped you.' })
      return res.redirect(303, `/sign-in?next=${encodeURIComponent(back)}`)
    }
    const helpful = await this.#reviews.vote(id, req.user.id)
    res.notify({
      tone: 'good',
      text: helpful ? 'Noted: this review helped you.' : 'Your vote is taken back.',
    })
    res.redirect(303, `${back}#review-${id}`)
  }
}
