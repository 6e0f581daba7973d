import type { Request, Response } from 'express'
import type { ImageStore } from '../../gateways/image-store.ts'
import { PICTURE_WIDTHS } from '../../models/catalog/picture-width.ts'
import { NotFound } from '../../models/errors.ts'

const NAME = /^(?<key>[a-z0-9-]{1,120})-(?<width>\d{2,4})\.webp$/

export class ImagesController {
  readonly #images: ImageStore

  constructor(images: ImageStore) {
    this.#images = images
  }

  show = async (req: Request<{ file: string }>, res: Response) => {
    const { key = '', width: digits } = NAME.exec(req.params.file)?.groups ?? {}
    const width = PICTURE_WIDTHS.find((known) => known === Number(digits))
    const path = width && (await this.#images.find(key, width))
    if (!path) throw new NotFound('picture')
    // Feeds and link previews show them on other sites.
    res.set('Cross-Origin-Resource-Policy', 'cross-origin')
    res.sendFile(path, { maxAge: '30d', immutable: true, dotfiles: 'allow' })
  }
}
