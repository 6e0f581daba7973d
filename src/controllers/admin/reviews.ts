import type { Request, Response } from 'express'
import { STATE_WORDS } from '../../models/reviews/moderation.ts'
import type { ModerationService } from '../../services/moderation.service.ts'
import { type FormErrors, formErrors, NO_ERRORS, typed } from '../../web/form-errors.ts'
import { idField, parse } from '../forms.ts'
import { decisionForm, LONGEST_TYPED, moderationQuery, replyForm } from '../review-forms.ts'
import { DONE, STALE } from './moderation-words.ts'

export class AdminReviewsController {
  readonly #moderation: ModerationService
  readonly #home: string

  constructor(moderation: ModerationService, adminPath: string) {
    this.#moderation = moderation
    this.#home = `${adminPath}/reviews`
  }

  index = async (req: Request, res: Response) => {
    const { state, page } = moderationQuery.parse(req.query)
    await res.page('admin/reviews/index', {
      title: 'Reviews',
      listing: await this.#moderation.reviews(state, page),
      state,
      states: STATE_WORDS,
    })
  }

  show = async (req: Request<{ id: string }>, res: Response) => {
    await this.#page(res, parse(idField, req.params.id), {}, NO_ERRORS)
  }

  decide = async (req: Request<{ id: string }>, res: Response) => {
    const { decision, seen, list } = parse(decisionForm, req.body)
    const id = parse(idField, req.params.id)
    if (!(await this.#moderation.decide(id, seen, decision))) return this.#stale(res, id, {})
    res.notify({ tone: 'good', text: DONE[decision] })
    res.redirect(303, `${this.#home}?state=${list}`)
  }

  reply = async (req: Request<{ id: string }>, res: Response) => {
    const id = parse(idField, req.params.id)
    const values = typed(req.body, ['text'], LONGEST_TYPED)
    const form = replyForm.safeParse(req.body ?? {})
    if (!form.success) return this.#page(res.status(422), id, values, formErrors(form.error))
    const { text, seen } = form.data
    if (!(await this.#moderation.reply(id, seen, text))) return this.#stale(res, id, values)
    res.notify({ tone: 'good', text: text ? 'Your reply is saved.' : 'The reply is taken back.' })
    res.redirect(303, `${this.#home}/${id}`)
  }

  async #stale(res: Response, id: number, values: Record<string, string>): Promise<void> {
    res.notify({ tone: 'bad', text: STALE })
    await this.#page(res.status(409), id, values, NO_ERRORS)
  }

  async #page(res: Response, id: number, values: Record<string, string>, wrong: FormErrors): Promise<void> {
    const review = await this.#moderation.review(id)
    await res.page('admin/reviews/show', {
      title: `Review of ${review.product.name}`,
      review,
      values,
      ...wrong,
      hasErrors: wrong.errorList.length > 0,
    })
  }
}
