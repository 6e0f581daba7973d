import type { Request, Response } from 'express'
import type { Services } from '../../services.ts'
import { errorsOn, type FormErrors, formErrors, NO_ERRORS, typed } from '../../web/form-errors.ts'
import { nextPath, registrationForm } from '../forms.ts'
import { admit } from './sign-in.ts'

const TAKEN = errorsOn([
  { field: 'email', sentence: 'There is an account with this address already. Please sign in.' },
])

export class RegistrationsController {
  readonly #services: Services

  constructor(services: Services) {
    this.#services = services
  }

  new = async (req: Request, res: Response) => {
    if (req.user) return res.redirect(303, nextPath.parse(req.query.next))
    await this.#form(req, res, nextPath.parse(req.query.next), NO_ERRORS)
  }

  create = async (req: Request, res: Response) => {
    const next = nextPath.parse(req.body?.next)
    const form = registrationForm.safeParse(req.body)
    if (!form.success) return this.#form(req, res.status(422), next, formErrors(form.error))
    const user = await this.#services.accounts.register(form.data)
    if (!user) return this.#form(req, res.status(422), next, TAKEN)
    await admit(req, res, user, this.#services.cartMerging)
    res.redirect(303, next)
  }

  async #form(req: Request, res: Response, next: string, wrong: FormErrors): Promise<void> {
    await res.page('accounts/register', {
      title: 'Create an account',
      values: typed(req.body, ['name', 'email', 'cartReminders']),
      next,
      ...wrong,
      hasErrors: wrong.errorList.length > 0,
      indexable: false,
    })
  }
}
