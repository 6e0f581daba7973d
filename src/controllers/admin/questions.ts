import type { Request, Response } from 'express'
import { STATE_WORDS } from '../../models/reviews/moderation.ts'
import type { ModerationService } from '../../services/moderation.service.ts'
import { type FormErrors, formErrors, NO_ERRORS, typed } from '../../web/form-errors.ts'
import { idField, parse } from '../forms.ts'
import { decisionForm, LONGEST_TYPED, moderationQuery, shopAnswerForm } from '../review-forms.ts'
import { DONE, STALE } from './moderation-words.ts'

export class AdminQuestionsController {
  readonly #moderation: ModerationService
  readonly #home: string

  constructor(moderation: ModerationService, adminPath: string) {
    this.#moderation = moderation
    this.#home = `${adminPath}/questions`
  }

  index = async (req: Request, res: Response) => {
    const { state, page } = moderationQuery.parse(req.query)
    await res.page('admin/questions/index', {
      title: 'Questions',
      listing: await this.#moderation.questions(state, page),
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
    if (!(await this.#moderation.decideQuestion(id, seen, decision))) return this.#stale(res, id)
    res.notify({ tone: 'good', text: DONE[decision] })
    res.redirect(303, `${this.#home}?state=${list}`)
  }

  decideAnswer = async (req: Request<{ id: string }>, res: Response) => {
    const { decision, seen, list } = parse(decisionForm, req.body)
    const id = parse(idField, req.params.id)
    const question = await this.#moderation.questionOf(id)
    if (!(await this.#moderation.decideAnswer(id, seen, decision))) return this.#stale(res, question.id)
    res.notify({ tone: 'good', text: DONE[decision] })
    res.redirect(303, `${this.#home}?state=${list}`)
  }

  answer = async (req: Request<{ id: string }>, res: Response) => {
    const id = parse(idField, req.params.id)
    const form = shopAnswerForm.safeParse(req.body ?? {})
    if (!form.success) {
      const values = typed(req.body, ['text'], LONGEST_TYPED)
      return this.#page(res.status(422), id, values, formErrors(form.error))
    }
    await this.#moderation.answer(id, form.data.text)
    res.notify({ tone: 'good', text: 'Your answer is on the page.' })
    res.redirect(303, `${this.#home}/${id}`)
  }

  async #stale(res: Response, id: number): Promise<void> {
    res.notify({ tone: 'bad', text: STALE })
    await this.#page(res.status(409), id, {}, NO_ERRORS)
  }

  async #page(res: Response, id: number, values: Record<string, string>, wrong: FormErrors): Promise<void> {
    const question = await this.#moderation.question(id)
    await res.page('admin/questions/show', {
      title: `Question about ${question.product.name}`,
      question,
      values,
      ...wrong,
      hasErrors: wrong.errorList.length > 0,
    })
  }
}
