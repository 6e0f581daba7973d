import type { Request, Response } from 'express'
import type { Services } from '../../services.ts'
import { remindedCustomer } from './reminded-customer.ts'

/** The way out that every reminder shows. */
export class CartReminderEndingsController {
  readonly #services: Pick<Services, 'accounts' | 'cartLinks'>

  constructor(services: Pick<Services, 'accounts' | 'cartLinks'>) {
    this.#services = services
  }

  /** Ends nothing: mail servers open links, too. */
  new = async (req: Request<{ id: string }>, res: Response) => {
    const { id, key } = remindedCustomer(this.#services, req, 'end')
    const customer = await this.#services.accounts.find(id)
    res.set('Cache-Control', 'private, no-store')
    await res.page('cart/reminder-ending', {
      title: customer?.cartReminders ? 'No more reminders' : 'You get no more reminders',
      customer,
      action: `/cart-reminders/${id}/endings?key=${key}`,
      indexable: false,
    })
  }

  create = async (req: Request<{ id: string }>, res: Response) => {
    const { id, key } = remindedCustomer(this.#services, req, 'end')
    await this.#services.accounts.setCartReminders(id, false)
    res.redirect(303, `/cart-reminders/${id}/end?key=${key}`)
  }
}
