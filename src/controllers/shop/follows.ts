import type { Request, Response } from 'express'
import { type FollowTarget, followedAs } from '../../models/follows/follow.ts'
import type { FollowService } from '../../services/follow.service.ts'
import { type FormErrors, formErrors, typed } from '../../web/form-errors.ts'
import { emailForm, followTarget } from '../follow-forms.ts'
import { parse } from '../forms.ts'

export class FollowsController {
  readonly #follows: FollowService

  constructor(follows: FollowService) {
    this.#follows = follows
  }

  create = async (req: Request, res: Response) => {
    const target = parse(followTarget, req.body)
    const subject = await this.#follows.subject(target)
    const form = emailForm(req.user !== null).safeParse(req.body)
    if (!form.success) return this.#form(req, res.status(422), target, formErrors(form.error))
    const { email } = form.data
    const following = await this.#follows.follow(target, req.user, email)
    res.notify({
      tone: 'good',
      text:
        following.kind === 'following'
          ? `You follow ${followedAs(subject)} now. We write to ${following.email} when there is news.`
          : `If ${email} does not follow ${followedAs(subject)} yet, we have sent a mail there. Open the link in it within 7 days, and we will keep you posted.`,
    })
    res.redirect(303, subject.path)
  }

  /** The form alone, with what was typed. */
  async #form(req: Request, res: Response, target: FollowTarget, wrong: FormErrors): Promise<void> {
    const subject = await this.#follows.subject(target)
    await res.page('follows/new', {
      title: 'Follow',
      what: followedAs(subject),
      back: subject.path,
      field:
        target.kind === 'search'
          ? { name: 'words', value: target.words }
          : { name: target.kind, value: target.id },
      values: typed(req.body, ['email']),
      ...wrong,
      hasErrors: true,
      indexable: false,
    })
  }
}
