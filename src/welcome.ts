import type { WriteStream } from 'node:tty'
import type { Host } from './shop.ts'

type Opening = Parameters<Host['open']>[0]

/** What whoever types `npm start` sees. */
export class Welcome implements Host {
  readonly #out: WriteStream

  constructor(out: WriteStream) {
    this.#out = out
  }

  step(what: string): void {
    this.#line(`  ${this.#dim('·')} ${what}`)
  }

  open({ config, ownerPassword, mails, payments, tookMilliseconds }: Opening): void {
    const password = ownerPassword
      ? `${ownerPassword}   ${this.#dim('(shown this once)')}`
      : this.#dim(config.ADMIN_PASSWORD ? 'as set in ADMIN_PASSWORD' : 'as shown at the first start')
    const rows = [
      ['Shop', this.#bold(config.baseUrl)],
      ['Back office', this.#bold(config.baseUrl + config.ADMIN_PATH)],
      ['  sign in as', config.ADMIN_EMAIL],
      ['  password', password],
      ['Mail', mails],
      ['Payment', payments],
    ]
    this.#line('')
    this.#line(
      `  ${this.#bold('Lodestone Minerals is open')}  ${this.#dim(`after ${(tookMilliseconds / 1000).toFixed(1)} s`)}`,
    )
    this.#line('')
    for (const [label = '', value = ''] of rows) this.#line(`  ${label.padEnd(14)}${value}`)
    this.#line('')
    this.#line(`  ${this.#dim('Ctrl-C stops it; the data stay.')}`)
    this.#line('')
  }

  pictures(drawn: number, of: number): void {
    const progress = `  Drawing the catalogue’s pictures: ${drawn} of ${of}`
    if (this.#out.isTTY) this.#out.write(`\r${this.#dim(progress)}${drawn === of ? '\n' : ''}`)
    else if (drawn === of || drawn % 100 === 0) this.#line(progress)
  }

  goodbye(): void {
    this.#line(`\n  ${this.#dim('Closing …')}`)
  }

  #line(text: string): void {
    this.#out.write(`${text}\n`)
  }

  #bold(text: string): string {
    return this.#out.isTTY ? `\u001b[1m${text}\u001b[22m` : text
  }

  #dim(text: string): string {
    return this.#out.isTTY ? `\u001b[2m${text}\u001b[22m` : text
  }
}
