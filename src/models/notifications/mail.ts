export interface Mail {
  readonly to: string
  readonly subject: string
  readonly html: string
  readonly text: string
  /** The same for every try to send this mail, so that a receiver can tell a repetition. */
  readonly messageId: string
  /** Beyond the usual, such as List-Unsubscribe. */
  readonly headers?: Readonly<Record<string, string>>
}

/** Takes mails away: by SMTP, or into a folder where a developer can read them. */
export interface Mailer {
  send(mail: Mail): Promise<void>
  close(): Promise<void>
}
