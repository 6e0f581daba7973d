import type { PictureWidth } from './picture-width.ts'

/** Where things of the shop are found, for whoever is not on its pages: search engines, feed readers, link previews. */
export class ShopAddresses {
  readonly #base: string

  /** @param base public address of the shop, without a slash at its end */
  constructor(base: string) {
    this.#base = base
  }

  /** Without port: what names the shop in identifiers that last. */
  get host(): string {
    return new URL(this.#base).hostname
  }

  get home(): string {
    return this.absolute('/')
  }

  /** @param path of the shop, with its slash */
  absolute(path: string): string {
    return this.#base + path
  }

  product(slug: string): string {
    return this.absolute(`/products/${slug}`)
  }

  variant(slug: string, id: number): string {
    return `${this.product(slug)}?variant=${id}`
  }

  category(slug: string): string {
    return this.absolute(`/categories/${slug}`)
  }

  picture(key: string, width: PictureWidth = 960): string {
    return this.absolute(`/images/${key}-${width}.webp`)
  }
}
