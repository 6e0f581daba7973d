import type { Request, RequestHandler, Response } from 'express'
import type { Services } from '../../services.ts'
import { errorsOn, type FormErrors, formErrors, NO_ERRORS, typed } from '../../web/form-errors.ts'
import { beginSession, endSession } from '../../web/session.ts'
import { signInForm } from '../forms.ts'

const WRONG = errorsOn([{ field: 'email', sentence: 'Email address and password do not match.' }])

export class AdminSignInController {
  readonly #services: Services
  readonly #adminPath: string

  constructor(services: Services, adminPath: string) {
    this.#services = services
    this.#adminPath = adminPath
  }

  new = async (req: Request, res: Response) => {
    if (req.staff) return res.redirect(303, `${this.#adminPath}/orders`)
    await this.#form(req, res, NO_ERRORS)
  }

  create = async (req: Request, res: Response) => {
    const form = signInForm.safeParse(req.body)
    if (!form.success) return this.#form(req, res.status(422), formErrors(form.error))
    const user = await this.#services.accounts.signIn(form.data.email, form.data.password)
    if (!user?.isStaff) {
      req.log.warn({ ip: req.ip }, 'sign-in to the back office failed')
      return this.#form(req, res.status(422), WRONG)
    }
    await beginSession(req, { staffId: user.id })
    res.redirect(303, `${this.#adminPath}/orders`)
  }

  destroy = async (req: Request, res: Response) => {
    await endSession(req, res)
    res.redirect(303, this.#adminPath)
  }

  /** Everything behind the door: whoever is not staff is shown the door. */
  staffOnly: RequestHandler = (req, res, next) => {
    if (req.staff?.isStaff) next()
    else res.redirect(303, this.#adminPath)
  }

  async #form(req: Request, res: Response, wrong: FormErrors): Promise<void> {
    await res.page('admin/sign-in', {
      title: 'Back office',
      values: typed(req.body, ['email']),
      ...wrong,
      hasErrors: wrong.errorList.length > 0,
    })
  }
}
