import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** One file a block for whoever reads them, one request for whoever downloads them. */
export class Stylesheet {
  readonly css: string

  constructor(folder: string) {
    const blocks = readdirSync(join(folder, 'blocks'))
      .filter((name) => name.endsWith('.css'))
      .sort()
    const files = ['tokens.css', 'base.css', 'layout.css', ...blocks.map((name) => join('blocks', name))]
    this.css = files.map((file) => readFileSync(join(folder, file), 'utf8')).join('\n')
  }
}
