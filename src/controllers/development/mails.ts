import type { Request, Response } from 'express'
import type { OutboxFolderMailer } from '../../gateways/outbox-folder.mailer.ts'
import { NotFound } from '../../models/errors.ts'

/** Shows what would have been sent. Only where mails go into a folder, never in production. */
export class MailsController {
  readonly #mailer: OutboxFolderMailer

  constructor(mailer: OutboxFolderMailer) {
    this.#mailer = mailer
  }

  index = async (_req: Request, res: Response) => {
    await res.page('development/mails', {
      title: 'Outbox',
      mails: await this.#mailer.mails(),
      folder: this.#mailer.folder,
      indexable: false,
    })
  }

  show = async (req: Request<{ id: string }>, res: Response) => {
    const mail = await this.#mailer.mail(req.params.id)
    if (!mail) throw new NotFound('mail')
    res.set('Content-Security-Policy', `${res.get('Content-Security-Policy')};frame-src 'self'`)
    await res.page('development/mail', { title: mail.subject, mail, indexable: false })
  }

  /** The mail alone. Its own styles are inline, as mail programs want them; nothing in it can run. */
  html = async (req: Request<{ id: string }>, res: Response) => {
    const mail = await this.#mailer.mail(req.params.id)
    if (!mail) throw new NotFound('mail')
    res.set(
      'Content-Security-Policy',
      "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'",
    )
    // A link must leave the frame that the mail is shown in.
    res.type('html').send(mail.html.replace('<head>', '<head><base target="_top">'))
  }
}
