import type { Rows } from './database.ts'

/** Which mails went out, so that no reaction sends one twice. */
export class SentMailRepository {
  readonly #rows: Rows

  constructor(rows: Rows) {
    this.#rows = rows
  }

  async wasSent(key: string): Promise<boolean> {
    const row = await this.#rows.sentMail.findUnique({ where: { key } })
    return row?.sentAt != null
  }

  async markSent(key: string, mail: { to: string; subject: string }, sentAt: Date): Promise<void> {
    const facts = { recipient: mail.to, subject: mail.subject, sentAt }
    await this.#rows.sentMail.upsert({ where: { key }, create: { key, ...facts }, update: facts })
  }
}
