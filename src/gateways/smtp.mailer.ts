import { createTransport, type Transporter } from 'nodemailer'
import type { Mail, Mailer } from '../models/notifications/mail.ts'

/** Milliseconds. */
const TIMEOUT = 10_000

export class SmtpMailer implements Mailer {
  readonly #transport: Transporter
  readonly #from: string

  constructor(url: string, from: string) {
    this.#transport = createTransport(url, { from })
    Object.assign(this.#transport.options, {
      connectionTimeout: TIMEOUT,
      greetingTimeout: TIMEOUT,
      socketTimeout: TIMEOUT,
    })
    this.#from = from
  }

  async send(mail: Mail): Promise<void> {
    await this.#transport.sendMail({ from: this.#from, ...mail })
  }

  async close(): Promise<void> {
    this.#transport.close()
  }
}
