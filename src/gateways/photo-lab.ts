import { randomUUID } from 'node:crypto'
import sharp from 'sharp'
import type { PhotoAlbum } from '../models/reviews/photo-album.ts'
import type { ImageStore } from './image-store.ts'

/** A phone's camera makes 50 million pixels; a file of a few bytes can claim as many as it likes. */
const MOST_PIXELS = 60_000_000
/** Pixels of the longer side. */
const LONGEST_SIDE = 1_920
const SECONDS = 20

/** How JPEG, PNG, WebP and AVIF begin. Nothing else is given to a decoder: no SVG, no PDF, no animation. */
const BEGINNINGS = /^(?:\xff\xd8\xff|\x89PNG\r\n|RIFF.{4}WEBP|.{4}ftyp(?:avif|mif1|heic|heix))/s

/** Develops what customers photographed, and keeps it in the image store. */
export class PhotoLab implements PhotoAlbum {
  readonly #images: ImageStore

  constructor(images: ImageStore) {
    this.#images = images
  }

  async develop(file: Uint8Array): Promise<Uint8Array | null> {
    if (!BEGINNINGS.test(Buffer.from(file.subarray(0, 16)).toString('latin1'))) return null
    // Whatever the decoder stumbles over, the sender's file is the reason. Metadata is dropped unless asked for.
    return sharp(file, { limitInputPixels: MOST_PIXELS, failOn: 'error' })
      .autoOrient()
      .resize(LONGEST_SIDE, LONGEST_SIDE, { fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#fff' })
      .webp({ quality: 90 })
      .timeout({ seconds: SECONDS })
      .toBuffer()
      .catch(() => null)
  }

  async keep(photo: Uint8Array): Promise<string> {
    const key = `review-${randomUUID()}`
    await this.#images.put(key, Buffer.from(photo))
    return key
  }

  async remove(key: string): Promise<void> {
    await this.#images.remove(key)
  }
}
