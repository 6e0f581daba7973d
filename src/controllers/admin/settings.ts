import type { Request, Response } from 'express'
import type { SettingsService } from '../../services/settings.service.ts'
import { type FormErrors, formErrors, NO_ERRORS, typed } from '../../web/form-errors.ts'
import { settingsForm } from '../forms.ts'

const WRITTEN = ['holdStockFrom', 'cartReminderHours', 'cancelWithinMinutes', 'payWithinMinutes'] as const

export class AdminSettingsController {
  readonly #settings: SettingsService
  readonly #adminPath: string

  constructor(settings: SettingsService, adminPath: string) {
    this.#settings = settings
    this.#adminPath = adminPath
  }

  show = async (_req: Request, res: Response) => {
    const { accountRequired, ...settings } = await this.#settings.all()
    const values = WRITTEN.map((field) => [field, String(settings[field])])
    const ticked = { accountRequired: accountRequired ? 'yes' : '' }
    await this.#page(res, { ...Object.fromEntries(values), ...ticked }, NO_ERRORS)
  }

  update = async (req: Request, res: Response) => {
    const form = settingsForm.safeParse(req.body ?? {})
    if (!form.success) {
      const values = typed(req.body, [...WRITTEN, 'accountRequired'])
      return this.#page(res.status(422), values, formErrors(form.error))
    }
    await this.#settings.change(form.data)
    res.notify({ tone: 'good', text: 'Saved. It counts from now on.' })
    res.redirect(303, `${this.#adminPath}/settings`)
  }

  async #page(res: Response, values: Record<string, string>, wrong: FormErrors): Promise<void> {
    await res.page('admin/settings/show', {
      title: 'Settings',
      values,
      ...wrong,
      hasErrors: wrong.errorList.length > 0,
    })
  }
}
