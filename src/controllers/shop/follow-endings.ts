import type { Request, Response } from 'express'
import type { Services } from '../../services.ts'
import { endingForm } from '../follow-forms.ts'
import { parse } from '../forms.ts'
import { openedFollow } from './opened-follow.ts'

/** The way out that every mail shows. */
export class FollowEndingsController {
  readonly #services: Services

  constructor(services: Services) {
    this.#services = services
  }

  /** Ends nothing: mail servers open links, too. */
  new = async (req: Request<{ id: string }>, res: Response) => {
    const { id, key } = openedFollow(this.#services, req, 'end')
    const follow = await this.#services.follows.find(id)
    res.set('Cache-Control', 'private, no-store')
    await res.page('follows/ending', {
      title: follow ? 'No more mails' : 'You get no more mails about this',
      follow,
      action: `/follows/${id}/endings?key=${key}`,
      indexable: false,
    })
  }

  create = async (req: Request<{ id: string }>, res: Response) => {
    const { id, key } = openedFollow(this.#services, req, 'end')
    const { all } = parse(endingForm, req.body)
    await (all ? this.#services.follows.endAll(id) : this.#services.follows.end(id))
    res.redirect(303, `/follows/${id}/end?key=${key}`)
  }
}
