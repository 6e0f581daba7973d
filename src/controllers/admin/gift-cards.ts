import type { Request, Response } from 'express'
import { Invalid } from '../../models/errors.ts'
import type { StoredValueService } from '../../services/stored-value.service.ts'
import { errorsOn, type FormErrors, formErrors, typed } from '../../web/form-errors.ts'
import { issueForm } from '../forms.ts'
import type { AdminStoredValuesController } from './stored-values.ts'

const FIELDS = ['key', 'amount', 'why', 'expires', 'recipient']

export class AdminGiftCardsController {
  readonly #storedValues: StoredValueService
  readonly #pages: AdminStoredValuesController
  readonly #adminPath: string

  constructor(storedValues: StoredValueService, pages: AdminStoredValuesController, adminPath: string) {
    this.#storedValues = storedValues
    this.#pages = pages
    this.#adminPath = adminPath
  }

  create = async (req: Request, res: Response) => {
    const form = issueForm.safeParse(req.body ?? {})
    if (!form.success) return this.#again(req, res, formErrors(form.error))
    const actor = req.staff?.email ?? 'staff'
    const card = await this.#storedValues.issue({ ...form.data, actor }).catch(mistake)
    if (card instanceof Invalid)
      return this.#again(req, res, errorsOn([{ field: card.field ?? '', sentence: card.message }]))
    if (!card) {
      res.notify({ tone: 'bad', text: 'This gift card was issued before. It was not issued again.' })
      return res.redirect(303, `${this.#adminPath}/stored-values`)
    }
    const told = { sent: ' It is in the mail.', failed: ' The mail could not be sent.', none: '' }[card.mail]
    res.notify({
      tone: card.mail === 'failed' ? 'bad' : 'good',
      text: `The code is ${card.code}. Copy it now: only its last four letters are kept.${told}`,
    })
    res.redirect(303, `${this.#adminPath}/stored-values/${card.id}`)
  }

  async #again(req: Request, res: Response, wrong: FormErrors): Promise<void> {
    await this.#pages.page(req, res.status(422), typed(req.body, FIELDS), wrong)
  }
}

function mistake(error: unknown): Invalid {
  if (error instanceof Invalid) return error
  throw error
}
