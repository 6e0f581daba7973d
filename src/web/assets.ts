import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { extname, join, relative } from 'node:path'
import { Router } from 'express'
import { importsOf } from './module-imports.ts'
import { PackedFile } from './packed-file.ts'
import { Stylesheet } from './stylesheet.ts'

const SCRIPT = 'js/shop.js'

/**
 * Style sheet, scripts and pictures of the design, held in memory, and the addresses under which pages name them.
 *
 * Files lie below `/assets/<version>/`, where the version changes with the content of any of them. A script's relative
 * imports stay below it, so browsers may keep them all for ever and still never mix two releases.
 */
export class Assets {
  readonly version: string
  readonly stylesheet: PackedFile
  /** Addresses of what the shop's script imports: browsers that are told do not find out file by file. */
  readonly modules: readonly string[]
  readonly #files: ReadonlyMap<string, PackedFile>

  constructor(folder: string) {
    this.#files = new Map(filesOf(folder).map((path) => [path, packed(folder, path)]))
    this.version = versionOf(this.#files)
    this.stylesheet = new PackedFile(Buffer.from(new Stylesheet(join(folder, 'css')).css), '.css')
    this.modules = importsOf(folder, SCRIPT).map((path) => this.href(path))
  }

  /** @param path below the folder, such as js/shop.js */
  file(path: string): PackedFile | undefined {
    return this.#files.get(path)
  }

  href(path: string): string {
    return `/assets/${this.version}/${path}`
  }

  get styles(): string {
    return `/assets/shop.${this.stylesheet.version}.css`
  }
}

/** @param changing true while somebody works on the design: every request sees the files as they are */
export function assetsIn(folder: string, changing: boolean): () => Assets {
  let assets = new Assets(folder)
  let stamp = changing ? stampOf(folder) : ''
  return () => {
    const current = changing ? stampOf(folder) : ''
    if (current !== stamp) assets = new Assets(folder)
    stamp = current
    return assets
  }
}

/** Whoever still has a page of the last release gets today's files, but is not told to keep them. */
export function assetRoutes(assets: () => Assets): Router {
  const router = Router()
  router.get('/assets/shop.:version.css', async (req, res) => {
    const { stylesheet } = assets()
    await stylesheet.send(req, res, req.params.version === stylesheet.version)
  })
  router.get('/assets/:version/*path', async (req, res, next) => {
    const current = assets()
    const file = current.file(req.params.path.join('/'))
    return file ? file.send(req, res, req.params.version === current.version) : next()
  })
  // Browsers and home screens ask here, whatever the page says.
  for (const [address, path] of [
    ['/favicon.ico', 'img/favicon.svg'],
    ['/apple-touch-icon.png', 'img/apple-touch-icon.png'],
  ] as const)
    router.get(address, async (req, res, next) => assets().file(path)?.send(req, res, false) ?? next())
  return router
}

function filesOf(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort()
}

function packed(folder: string, path: string): PackedFile {
  return new PackedFile(readFileSync(join(folder, path)), extname(path))
}

function versionOf(files: ReadonlyMap<string, PackedFile>): string {
  return createHash('sha256')
    .update([...files].map(([path, { version }]) => `${path} ${version}`).join())
    .digest('hex')
    .slice(0, 12)
}

/** Differs when a file was changed, added or removed. */
function stampOf(folder: string): string {
  return filesOf(folder)
    .map((path) => `${path} ${statSync(join(folder, path)).mtimeMs}`)
    .join()
}
