import type { Request, Response } from 'express'
import type { FollowService } from '../../services/follow.service.ts'
import { idField, parse } from '../forms.ts'
import { customer } from './customers-only.ts'

export class FollowingController {
  readonly #follows: FollowService

  constructor(follows: FollowService) {
    this.#follows = follows
  }

  index = async (req: Request, res: Response) => {
    res.set('Cache-Control', 'private, no-store')
    await res.page('follows/index', {
      title: 'What I follow',
      follows: await this.#follows.ofUser(customer(req).id),
      email: customer(req).email,
      indexable: false,
    })
  }

  destroy = async (req: Request<{ id: string }>, res: Response) => {
    await this.#follows.endOfUser(customer(req).id, parse(idField, req.params.id))
    res.notify({ tone: 'good', text: 'We will not write about this any more.' })
    res.redirect(303, '/account/following')
  }
}
