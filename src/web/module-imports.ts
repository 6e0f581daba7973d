import { readFileSync } from 'node:fs'
import { join, posix } from 'node:path'

const IMPORT = /^\s*(?:import|(?:import|export)\b[^'"();]*\bfrom)\s*['"](\.{1,2}\/[^'"]+)['"]/gm

/**
 * What a script imports, directly or through others, each once and in the order in which a browser meets it.
 *
 * @param entry path below the folder, such as js/shop.js
 */
export function importsOf(folder: string, entry: string): readonly string[] {
  const met = new Set([entry])
  for (const path of met) {
    const source = readFileSync(join(folder, path), 'utf8')
    for (const [, specifier = ''] of source.matchAll(IMPORT))
      met.add(posix.join(posix.dirname(path), specifier))
  }
  return [...met].slice(1)
}
