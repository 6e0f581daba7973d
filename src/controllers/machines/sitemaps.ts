import type { Request, Response } from 'express'
import type { SitemapEntry } from '../../models/catalog/publication.ts'
import type { ShopAddresses } from '../../models/catalog/shop-addresses.ts'
import { NotFound } from '../../models/errors.ts'
import { latest, type PublicationService } from '../../services/publication.service.ts'
import { Xml } from '../../web/xml.ts'
import { sendXml } from '../../web/xml-answer.ts'

const NAMESPACE = 'http://www.sitemaps.org/schemas/sitemap/0.9'
const URLSET = { xmlns: NAMESPACE, 'xmlns:image': 'http://www.google.com/schemas/sitemap-image/1.1' }

/** Every address that search engines may keep, and when what stands there last changed. */
export class SitemapsController {
  readonly #publications: PublicationService
  readonly #addresses: ShopAddresses

  constructor(publications: PublicationService, addresses: ShopAddresses) {
    this.#publications = publications
    this.#addresses = addresses
  }

  index = async (req: Request, res: Response) => {
    const files = await this.#publications.productFiles()
    const categories = await this.#publications.categories()
    const lastChange = latest(files.map(({ changedAt }) => changedAt))
    await sendXml(req, res, 'sitemapindex', { xmlns: NAMESPACE }, [
      this.#file('pages', lastChange),
      this.#file('categories', latest(categories.map(({ changedAt }) => changedAt))),
      ...files.map(({ number, changedAt }) => this.#file(`products-${number}`, changedAt)),
    ])
  }

  /** What is neither a product nor a category: the front page, which shows something of all of them. */
  pages = async (req: Request, res: Response) => {
    const files = await this.#publications.productFiles()
    const lastChange = latest(files.map(({ changedAt }) => changedAt))
    await sendXml(req, res, 'urlset', URLSET, [url(this.#addresses.home, lastChange)])
  }

  categories = async (req: Request, res: Response) => {
    const categories = await this.#publications.categories()
    const urls = categories.map(({ slug, changedAt }) => url(this.#addresses.category(slug), changedAt))
    await sendXml(req, res, 'urlset', URLSET, urls)
  }

  products = async (req: Request<{ file: string }>, res: Response) => {
    const files = await this.#publications.productFiles()
    const file = files.find(({ number }) => String(number) === req.params.file)
    if (!file) throw new NotFound()
    await sendXml(req, res, 'urlset', URLSET, this.#urls(this.#publications.productsIn(file)))
  }

  async *#urls(entries: AsyncIterable<SitemapEntry>): AsyncGenerator<Xml> {
    for await (const { slug, changedAt, pictures } of entries)
      yield url(
        this.#addresses.product(slug),
        changedAt,
        pictures.map((key) => this.#addresses.picture(key)),
      )
  }

  #file(name: string, changedAt: Date | undefined): Xml {
    return entry('sitemap', this.#addresses.absolute(`/sitemaps/${name}.xml`), changedAt)
  }
}

function url(address: string, changedAt: Date | undefined, pictures: readonly string[] = []): Xml {
  const images = pictures.map((picture) =>
    Xml.element('image:image', {}, Xml.element('image:loc', {}, picture)),
  )
  return entry('url', address, changedAt, images)
}

function entry(name: string, address: string, changedAt: Date | undefined, more: readonly Xml[] = []): Xml {
  const lastmod = changedAt ? [Xml.element('lastmod', {}, changedAt.toISOString())] : []
  return Xml.element(name, {}, Xml.element('loc', {}, address), ...lastmod, ...more)
}
