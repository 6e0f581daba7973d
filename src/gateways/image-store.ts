import { existsSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import sharp from 'sharp'
import { PICTURE_WIDTHS, type PictureWidth } from '../models/catalog/picture-width.ts'

/** Makes the original of a picture that is not there yet; null for a key it does not know. */
export type Draw = (key: string) => Promise<Buffer | null>

/** Pictures on disk, each in the widths a page needs. */
export class ImageStore {
  readonly #folder: string
  readonly #draw: Draw
  readonly #beingDrawn = new Map<string, Promise<void>>()

  /** @param draw what to do about a picture that is not there, as in the demo, which draws its own */
  constructor(folder: string, draw: Draw = async () => null) {
    this.#folder = resolve(folder)
    this.#draw = draw
  }

  /** The file to send, or null if there is no such picture. */
  async find(key: string, width: PictureWidth): Promise<string | null> {
    if (!this.has(key)) await this.complete(key)
    return this.has(key) ? this.path(key, width) : null
  }

  /** Draws what is missing of a picture; whoever asks meanwhile waits for the same drawing. */
  complete(key: string): Promise<void> {
    const begun =
      this.#beingDrawn.get(key) ?? this.#drawAndPut(key).finally(() => this.#beingDrawn.delete(key))
    this.#beingDrawn.set(key, begun)
    return begun
  }

  path(key: string, width: PictureWidth): string {
    return join(this.#folder, `${key}-${width}.webp`)
  }

  has(key: string): boolean {
    return PICTURE_WIDTHS.every((width) => existsSync(this.path(key, width)))
  }

  /** @param original an encoded picture; one that is narrower than a width is kept as it is */
  async put(key: string, original: Buffer): Promise<void> {
    await mkdir(dirname(this.path(key, 160)), { recursive: true })
    for (const width of PICTURE_WIDTHS) {
      const path = this.path(key, width)
      // Whoever asks for the picture meanwhile must never get half a file.
      await sharp(original)
        .resize({ width, withoutEnlargement: true })
        .webp({ quality: 80 })
        .toFile(`${path}.part`)
      await rename(`${path}.part`, path)
    }
  }

  async remove(key: string): Promise<void> {
    for (const width of PICTURE_WIDTHS) await rm(this.path(key, width), { force: true })
  }

  async #drawAndPut(key: string): Promise<void> {
    if (this.has(key)) return
    const original = await this.#draw(key)
    if (original) await this.put(key, original)
  }
}
