import type { Request, Response } from 'express'
import { ShopTime } from '../../models/shop-time.ts'
import { NO_SUCH_CARD } from '../../services/means.service.ts'
import type { Services } from '../../services.ts'
import { errorsOn, type FormErrors, formErrors, NO_ERRORS, typed } from '../../web/form-errors.ts'
import { balanceForm } from '../forms.ts'

/** What is left on a gift card, for whoever has its code. */
export class GiftCardsController {
  readonly #services: Pick<Services, 'means' | 'settings'>

  constructor(services: Pick<Services, 'means' | 'settings'>) {
    this.#services = services
  }

  new = async (_req: Request, res: Response) => {
    await this.#form(res, '', NO_ERRORS)
  }

  /** A form, because a code does not belong into an address. */
  create = async (req: Request, res: Response) => {
    const { means, settings } = this.#services
    const form = balanceForm.safeParse(req.body ?? {})
    const { card: code = '' } = typed(req.body, ['card'], 100)
    if (!form.success) return this.#form(res.status(422), code, formErrors(form.error))
    const card = await means.look(form.data.card)
    if (!card) return this.#form(res.status(422), code, NOT_FOUND)
    const { timeZone } = await settings.all()
    const until = card.expiresAt ? `, until ${ShopTime.in(timeZone).day(card.expiresAt)}` : ''
    res.notify({ tone: 'good', text: `${card.name} has ${card.balance.format()} left${until}.` })
    res.redirect(303, '/gift-cards')
  }

  async #form(res: Response, code: string, wrong: FormErrors): Promise<void> {
    res.set('Cache-Control', 'private, no-store')
    await res.page('gift-cards/new', {
      title: 'Gift card balance',
      code,
      ...wrong,
      hasErrors: wrong.errorList.length > 0,
      indexable: false,
    })
  }
}

const NOT_FOUND = errorsOn([{ field: 'card', sentence: NO_SUCH_CARD }])
