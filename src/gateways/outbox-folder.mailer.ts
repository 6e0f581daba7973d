import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createTransport } from 'nodemailer'
import { z } from 'zod'
import type { Mail, Mailer } from '../models/notifications/mail.ts'

const kept = z.object({
  id: z.string(),
  at: z.coerce.date(),
  to: z.string(),
  subject: z.string(),
  html: z.string(),
  text: z.string(),
})

export type KeptMail = z.infer<typeof kept>

/** Writes mails into a folder instead of sending them: as .eml for mail programs, as .json for the page that shows them. */
export class OutboxFolderMailer implements Mailer {
  readonly folder: string
  readonly #from: string
  readonly #transport = createTransport({ streamTransport: true, buffer: true })

  constructor(folder: string, from: string) {
    this.folder = folder
    this.#from = from
  }

  async send(mail: Mail): Promise<void> {
    await mkdir(this.folder, { recursive: true })
    const at = new Date()
    const id = `${at.toISOString().replace(/[:.]/g, '-')}-${mail.messageId.replace(/[^\w-]/g, '_').slice(0, 60)}`
    const { message } = await this.#transport.sendMail({ from: this.#from, ...mail })
    await this.#write(`${id}.eml`, message.toString())
    const { to, subject, html, text } = mail
    await this.#write(`${id}.json`, JSON.stringify({ id, at, to, subject, html, text }))
  }

  /** The newest first. */
  async mails(): Promise<KeptMail[]> {
    const names = await readdir(this.folder).catch(() => [])
    const newest = names
      .filter((name) => name.endsWith('.json'))
      .sort()
      .reverse()
      .slice(0, 100)
    return Promise.all(
      newest.map(async (name) => kept.parse(JSON.parse(await readFile(join(this.folder, name), 'utf8')))),
    )
  }

  async mail(id: string): Promise<KeptMail | null> {
    return (await this.mails()).find((mail) => mail.id === id) ?? null
  }

  async close(): Promise<void> {}

  /** Whoever reads the folder must never see half a file. */
  async #write(name: string, content: string): Promise<void> {
    const path = join(this.folder, name)
    await writeFile(`${path}.part`, content)
    await rename(`${path}.part`, path)
  }
}
