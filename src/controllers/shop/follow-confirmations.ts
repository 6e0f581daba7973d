import type { Request, Response } from 'express'
import { NotFound } from '../../models/errors.ts'
import type { Services } from '../../services.ts'
import { openedFollow } from './opened-follow.ts'

/** Where the link in a guest's first mail leads. */
export class FollowConfirmationsController {
  readonly #services: Services

  constructor(services: Services) {
    this.#services = services
  }

  /** Confirms nothing: mail servers open links, too. */
  new = async (req: Request<{ id: string }>, res: Response) => {
    const { id, key } = openedFollow(this.#services, req, 'confirmation')
    const follow = await this.#services.follows.find(id)
    if (!follow) throw new NotFound('request. Links like this work for 7 days; please ask for a new one')
    res.set('Cache-Control', 'private, no-store')
    await res.page('follows/confirmation', {
      title: follow.confirmed ? 'You follow it' : 'Please confirm',
      follow,
      action: `/follows/${id}/confirmation?key=${key}`,
      endHref: this.#services.followLinks.to('end', id),
      indexable: false,
    })
  }

  create = async (req: Request<{ id: string }>, res: Response) => {
    const { id, key } = openedFollow(this.#services, req, 'confirmation')
    await this.#services.follows.confirm(id)
    res.redirect(303, `/follows/${id}/confirmation?key=${key}`)
  }
}
