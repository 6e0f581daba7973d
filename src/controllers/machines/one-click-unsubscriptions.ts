import type { Request, Response } from 'express'
import type { Services } from '../../services.ts'
import { openedFollow } from '../shop/opened-follow.ts'
import { remindedCustomer } from '../shop/reminded-customer.ts'

/**
 * A mail program's "unsubscribe" (RFC 8058). It has no cookies and no token; the key in the address is signed for this
 * one follow or customer, and all that can be done with it is to end such mails. The answer must not be a redirect.
 */
export class OneClickUnsubscriptionsController {
  readonly #services: Services

  constructor(services: Services) {
    this.#services = services
  }

  create = async (req: Request<{ id: string }>, res: Response) => {
    const { id } = openedFollow(this.#services, req, 'end')
    await this.#services.follows.end(id)
    this.#done(res)
  }

  endReminders = async (req: Request<{ id: string }>, res: Response) => {
    const { id } = remindedCustomer(this.#services, req, 'end')
    await this.#services.accounts.setCartReminders(id, false)
    this.#done(res)
  }

  #done(res: Response): void {
    res.type('text').send('You will get no more mails about this.\n')
  }
}
