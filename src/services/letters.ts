import type { Mail, Mailer } from '../models/notifications/mail.ts'
import type { Database } from '../persistence/database.ts'

/** Fills a view with words. */
export type Render = (view: string, facts: Readonly<Record<string, unknown>>) => Promise<string>

export interface Letter extends Pick<Mail, 'to' | 'subject' | 'headers'> {
  /** Of views/mail/html and views/mail/text. */
  readonly view: string
  readonly facts: Readonly<Record<string, unknown>>
}

/** Writes mails and sends each of them once: whatever causes one may be repeated. */
export class Letters {
  readonly #database: Database
  readonly #mailer: Mailer
  readonly #render: Render
  readonly #clock: () => Date

  constructor(database: Database, mailer: Mailer, render: Render, clock: () => Date) {
    this.#database = database
    this.#mailer = mailer
    this.#render = render
    this.#clock = clock
  }

  /**
   * @param key names the mail; with a known one nothing is sent
   * @param write null if there is nothing to say any more
   */
  async send(key: string, write: () => Promise<Letter | null>): Promise<void> {
    const { sentMails } = this.#database.read
    if (await sentMails.wasSent(key)) return
    const letter = await write()
    if (!letter) return
    const mail = { ...(await this.#written(letter)), messageId: `<${key.replaceAll(':', '.')}@cartwright>` }
    await this.#mailer.send(mail)
    await sentMails.markSent(key, mail, this.#clock())
  }

  async #written({ to, subject, headers, view, facts }: Letter): Promise<Omit<Mail, 'messageId'>> {
    const { shopName, contactEmail } = await this.#database.read.settings.all()
    const all = { ...facts, subject, shop: { name: shopName, contactEmail } }
    return {
      ...{ to, subject },
      ...(headers && { headers }),
      html: await this.#render(`mail/html/${view}`, all),
      text: await this.#render(`mail/text/${view}`, all),
    }
  }
}

/** RFC 8058: mail programs end such mails by one POST to this address. */
export function endedByOneClick(href: string): Readonly<Record<string, string>> {
  return { 'List-Unsubscribe': `<${href}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }
}
