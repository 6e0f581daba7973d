import { resolve } from 'node:path'
import ejs from 'ejs'

export type Locals = Readonly<Record<string, unknown>>

/**
 * Renders EJS views. Views read what they are given as `locals.name`: without `with`, a misspelt or missing
 * name is undefined instead of a global, and no request data can become an option of the engine.
 */
export class Pages {
  readonly #folder: string
  readonly #cache: boolean

  constructor(folder: string, cache: boolean) {
    this.#folder = resolve(folder)
    this.#cache = cache
  }

  /** A view inside a layout, which finds it as `locals.body`. */
  async page(view: string, layout: string, locals: Locals): Promise<string> {
    const body = await this.fragment(view, locals)
    return this.fragment(layout, { ...locals, body })
  }

  /** A view alone: a part of a page, a mail. */
  async fragment(view: string, locals: Locals): Promise<string> {
    return ejs.renderFile(`${this.#folder}/${view}.ejs`, locals, {
      root: this.#folder,
      cache: this.#cache,
      _with: false,
    })
  }
}
