import type { Request, Response } from 'express'
import type { QuestionService } from '../../services/question.service.ts'
import { errorsOn, type FormErrors, formErrors, NO_ERRORS, typed } from '../../web/form-errors.ts'
import { LONGEST_TYPED, pageQuery, questionForm } from '../review-forms.ts'
import { signedOut } from '../signed-out.ts'

export class QuestionsController {
  readonly #questions: QuestionService

  constructor(questions: QuestionService) {
    this.#questions = questions
  }

  index = async (req: Request<{ slug: string }>, res: Response) => {
    const { page } = pageQuery.parse(req.query)
    const { product, listing } = await this.#questions.page(req.params.slug, page)
    await res.page('questions/index', {
      title: `Questions about ${product.name}${page > 1 ? `, page ${page}` : ''}`,
      description: `What people wanted to know about ${product.name}, and the answers.`,
      product,
      listing,
      canonical: `/products/${product.slug}/questions${page > 1 ? `?page=${page}` : ''}`,
    })
  }

  new = async (req: Request<{ slug: string }>, res: Response) => {
    await this.#form(req, res, NO_ERRORS)
  }

  create = async (req: Request<{ slug: string }>, res: Response) => {
    const form = questionForm.safeParse(req.body ?? {})
    if (!req.user || !form.success) {
      const mistakes = [...signedOut(req), ...(form.error ? formErrors(form.error).errorList : [])]
      return this.#form(req, res.status(422), errorsOn(mistakes))
    }
    await this.#questions.ask(req.params.slug, req.user, form.data)
    res.notify({
      tone: 'good',
      text: 'Your question is with us. It appears here as soon as one of us has read it.',
    })
    res.redirect(303, `/products/${req.params.slug}/questions`)
  }

  async #form(req: Request<{ slug: string }>, res: Response, wrong: FormErrors): Promise<void> {
    const product = await this.#questions.subject(req.params.slug)
    res.set('Cache-Control', 'private, no-store')
    await res.page('questions/new', {
      title: `Ask about ${product.name}`,
      product,
      values: { author: req.user?.publicName, ...typed(req.body, ['text', 'author'], LONGEST_TYPED) },
      ...wrong,
      hasErrors: wrong.errorList.length > 0,
      indexable: false,
    })
  }
}
