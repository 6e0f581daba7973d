import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import ejs from 'ejs'
import { marks, Page } from './page.ts'

export type Locals = Readonly<Record<string, unknown>>

/**
 * Renders EJS views. Views read what they are given as `locals.name`: without `with`, a misspelt or missing
 * name is undefined instead of a global, and no request data can become an option of the engine.
 */
export class Pages {
  readonly #folder: string
  readonly #options: ejs.Options & { readonly async: false }
  readonly #texts = new Map<string, string>()
  readonly #made = new WeakMap<object, Map<string, string>>()

  /** @param cache false while somebody works on the views: they are read anew, and an error names the line */
  constructor(folder: string, cache: boolean) {
    this.#folder = resolve(folder)
    // What views are given is ours, so it need not be copied for each of them.
    const lean = { unsafePrototypeLocals: true }
    this.#options = { root: this.#folder, cache, compileDebug: !cache, async: false, _with: false, ...lean }
  }

  /** A view inside a layout, which finds it as `locals.body`. What is live about it is left as holes. */
  async page(view: string, layout: string, locals: Locals): Promise<Page> {
    const withHoles = { ...locals, csrf: marks.csrf, holes: marks }
    const body = await this.fragment(view, withHoles)
    return Page.of(await this.fragment(layout, { ...withHoles, body }))
  }

  /** A part of a page that may have holes itself. */
  async part(view: string, locals: Locals): Promise<Page> {
    return Page.of(await this.fragment(view, { ...locals, csrf: marks.csrf, holes: marks }))
  }

  /**
   * A view of a thing that never changes and is shown again and again, such as a card: made once for each thing and way
   * of showing it. For use in views, as `locals.once`.
   */
  once = (view: string, thing: object, facts: Locals, way = ''): string => {
    const ways = this.#made.get(thing) ?? new Map<string, string>()
    const known = ways.get(view + way)
    if (known !== undefined && this.#options.cache) return known
    const filename = `${this.#folder}/${view}.ejs`
    const made = ejs.render(this.#textOf(filename), facts, { ...this.#options, filename })
    this.#made.set(thing, ways.set(view + way, made))
    return made
  }

  /** A view alone, without holes: a mail. */
  async fragment(view: string, locals: Locals): Promise<string> {
    return ejs.renderFile(`${this.#folder}/${view}.ejs`, { ...locals, once: this.once }, this.#options)
  }

  #textOf(filename: string): string {
    const known = this.#options.cache ? this.#texts.get(filename) : undefined
    const text = known ?? readFileSync(filename, 'utf8')
    this.#texts.set(filename, text)
    return text
  }
}
