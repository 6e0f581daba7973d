import type { Page } from './page.ts'

/** Copies that wait for their next reader. */
const MOST_WAITING = 256

/**
 * Finished copies of one page, in which nothing is open but tokens of one length. A copy that was sent is used again:
 * only the tokens are written anew, so that an answer costs neither memory nor copying.
 */
export class PageCopies {
  readonly #page: Page
  readonly #tokenLength: number
  readonly #waiting: Buffer[] = []
  readonly #places: readonly number[]

  constructor(page: Page, tokenLength: number) {
    this.#page = page
    this.#tokenLength = tokenLength
    this.#places = page.places('csrf', tokenLength)
  }

  /** @param token ASCII, of the length that was announced */
  take(token: string): Buffer {
    const copy = this.#waiting.pop() ?? this.#fresh()
    for (const place of this.#places) copy.write(token, place, 'latin1')
    return copy
  }

  /** Only once it has left the process. */
  giveBack(copy: Buffer): void {
    if (this.#waiting.length < MOST_WAITING) this.#waiting.push(copy)
  }

  #fresh(): Buffer {
    const blank = ' '.repeat(this.#tokenLength)
    const nothing = () => ''
    return Buffer.concat(
      this.#page.bytes({ csrf: () => blank, navigation: nothing, notice: nothing, stock: nothing }),
    )
  }
}
