/** A file of a sitemap may have 50,000 entries; smaller ones are read again sooner. */
export const PRODUCTS_PER_FILE = 10_000

/** A product that shoppers can see, and since when its page is as it is. */
export interface Published {
  readonly id: number
  readonly slug: string
  readonly publishedAt: Date
  readonly changedAt: Date
}

export interface SitemapEntry extends Published {
  /** Names in the image store. */
  readonly pictures: readonly string[]
}

/** A file of the sitemap: the products with ids from (number − 1) × PRODUCTS_PER_FILE + 1 on. */
export interface SitemapFile {
  readonly number: number
  readonly changedAt: Date
}
