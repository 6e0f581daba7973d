import type { Request, Response } from 'express'
import type { AccountService } from '../../services/account.service.ts'
import { parse, preferencesForm } from '../forms.ts'
import { customer } from './customers-only.ts'

export class PreferencesController {
  readonly #accounts: AccountService

  constructor(accounts: AccountService) {
    this.#accounts = accounts
  }

  show = async (_req: Request, res: Response) => {
    res.set('Cache-Control', 'private, no-store')
    await res.page('accounts/preferences', { title: 'Preferences', indexable: false })
  }

  update = async (req: Request, res: Response) => {
    const { cartReminders } = parse(preferencesForm, req.body)
    await this.#accounts.setCartReminders(customer(req).id, cartReminders)
    res.notify({ tone: 'good', text: 'Saved.' })
    res.redirect(303, '/account/preferences')
  }
}
