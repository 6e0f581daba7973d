import type { Request, Response } from 'express'
import type { StoredValueService } from '../../services/stored-value.service.ts'
import { errorsOn, type FormErrors, formErrors, typed } from '../../web/form-errors.ts'
import { creditGiftForm } from '../forms.ts'
import type { AdminStoredValuesController } from './stored-values.ts'

const FIELDS = ['key', 'email', 'creditAmount', 'creditWhy']
const NOBODY = errorsOn([{ field: 'email', sentence: 'No customer has an account with this address.' }])

export class AdminCreditsController {
  readonly #storedValues: StoredValueService
  readonly #pages: AdminStoredValuesController
  readonly #adminPath: string

  constructor(storedValues: StoredValueService, pages: AdminStoredValuesController, adminPath: string) {
    this.#storedValues = storedValues
    this.#pages = pages
    this.#adminPath = adminPath
  }

  create = async (req: Request, res: Response) => {
    const form = creditGiftForm.safeParse(req.body ?? {})
    if (!form.success) return this.#again(req, res, formErrors(form.error))
    const { email, key, creditAmount: amount, creditWhy: why } = form.data
    const given = await this.#storedValues.credit(
      { key, amount, why, actor: req.staff?.email ?? 'staff' },
      email,
    )
    if (given === 'nobody') return this.#again(req, res, NOBODY)
    res.notify(
      given === 'known'
        ? { tone: 'bad', text: 'This credit was given before. It was not given again.' }
        : { tone: 'good', text: `${email} has more credit now, and sees it in their account.` },
    )
    res.redirect(303, `${this.#adminPath}/stored-values`)
  }

  async #again(req: Request, res: Response, wrong: FormErrors): Promise<void> {
    await this.#pages.page(req, res.status(422), typed(req.body, FIELDS), wrong)
  }
}
