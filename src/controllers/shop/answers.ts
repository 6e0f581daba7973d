import type { Request, Response } from 'express'
import type { QuestionService } from '../../services/question.service.ts'
import { errorsOn, type FormErrors, formErrors, NO_ERRORS, typed } from '../../web/form-errors.ts'
import { idField, parse } from '../forms.ts'
import { answerForm, LONGEST_TYPED } from '../review-forms.ts'
import { signedOut } from '../signed-out.ts'

export class AnswersController {
  readonly #questions: QuestionService

  constructor(questions: QuestionService) {
    this.#questions = questions
  }

  new = async (req: Request<{ id: string }>, res: Response) => {
    await this.#form(req, res, NO_ERRORS)
  }

  create = async (req: Request<{ id: string }>, res: Response) => {
    const form = answerForm.safeParse(req.body ?? {})
    if (!req.user || !form.success) {
      const mistakes = [...signedOut(req), ...(form.error ? formErrors(form.error).errorList : [])]
      return this.#form(req, res.status(422), errorsOn(mistakes))
    }
    const { id, product } = await this.#questions.published(parse(idField, req.params.id))
    await this.#questions.answer(id, req.user, form.data)
    res.notify({
      tone: 'good',
      text: 'Thank you for your answer. It appears here as soon as one of us has read it.',
    })
    res.redirect(303, `/products/${product.slug}/questions`)
  }

  async #form(req: Request<{ id: string }>, res: Response, wrong: FormErrors): Promise<void> {
    const question = await this.#questions.published(parse(idField, req.params.id))
    res.set('Cache-Control', 'private, no-store')
    await res.page('answers/new', {
      title: `Answer a question about ${question.product.name}`,
      question,
      values: { author: req.user?.publicName, ...typed(req.body, ['text', 'author'], LONGEST_TYPED) },
      ...wrong,
      hasErrors: wrong.errorList.length > 0,
      indexable: false,
    })
  }
}
