import type { Request, Response } from 'express'
import type { ShopAddresses } from '../../models/catalog/shop-addresses.ts'
import { latest, type NewItem } from '../../services/publication.service.ts'
import type { Services } from '../../services.ts'
import { Xml } from '../../web/xml.ts'

const { element } = Xml

/** New items as Atom feeds (RFC 4287). A reader that has the newest one already is told so by its ETag. */
export class FeedsController {
  readonly #services: Services

  constructor(services: Services) {
    this.#services = services
  }

  shop = async (_req: Request, res: Response) => {
    const { publications, settings } = this.#services
    const { shopName } = await settings.all()
    this.#send(
      res,
      { title: `New at ${shopName}`, author: shopName, page: '/' },
      await publications.newItems(),
    )
  }

  category = async (req: Request<{ slug: string }>, res: Response) => {
    const { publications, settings } = this.#services
    const { shopName } = await settings.all()
    const { category, items } = await publications.newItemsIn(req.params.slug)
    const title = `New in ${category.name} at ${shopName}`
    this.#send(res, { title, author: shopName, page: `/categories/${category.slug}` }, items)
  }

  #send(res: Response, about: FeedFacts, items: readonly NewItem[]): void {
    const document = Xml.document(feed(about, items, this.#services.addresses))
    res.set('Cache-Control', 'public, max-age=300').type('application/atom+xml').send(document)
  }
}

interface FeedFacts {
  readonly title: string
  readonly author: string
  /** Path of the page that shows the same to people. */
  readonly page: string
}

function feed({ title, author, page }: FeedFacts, items: readonly NewItem[], addresses: ShopAddresses): Xml {
  const path = `${page === '/' ? '' : page}/feed.xml`
  const updated = latest(items.map(({ changedAt }) => changedAt)) ?? new Date(0)
  return element(
    'feed',
    { xmlns: 'http://www.w3.org/2005/Atom', 'xml:lang': 'en' },
    element('id', {}, tag(path, addresses)),
    element('title', {}, title),
    element('updated', {}, updated.toISOString()),
    element('author', {}, element('name', {}, author)),
    element('link', { rel: 'self', type: 'application/atom+xml', href: addresses.absolute(path) }),
    element('link', { rel: 'alternate', type: 'text/html', href: addresses.absolute(page) }),
    ...items.map((item) => entry(item, addresses)),
  )
}

function entry({ id, slug, card, publishedAt, changedAt }: NewItem, addresses: ShopAddresses): Xml {
  return element(
    'entry',
    {},
    element('id', {}, tag(`/products/${id}`, addresses)),
    element('title', {}, card.name),
    element('link', { rel: 'alternate', type: 'text/html', href: addresses.product(slug) }),
    element('published', {}, publishedAt.toISOString()),
    element('updated', {}, changedAt.toISOString()),
    element('summary', {}, card.summary),
    element('content', { type: 'html' }, contentOf(card, addresses)),
  )
}

/** HTML, which a feed carries as text. */
function contentOf(
  { picture, summary, from, severalPrices }: NewItem['card'],
  addresses: ShopAddresses,
): string {
  const price = `${severalPrices ? 'from ' : ''}${from.amount.format()}`
  const image =
    picture &&
    element('img', {
      src: addresses.picture(picture.key, 640),
      alt: picture.alt,
      width: '640',
      height: '640',
    })
  return [
    ...(image ? [element('p', {}, image)] : []),
    element('p', {}, summary),
    element('p', {}, price),
  ].join('')
}

/**
 * An identifier that stays the same when slugs change (RFC 4151). The year says since when the name is ours, and must
 * never change either.
 */
function tag(what: string, { host }: ShopAddresses): string {
  return `tag:${host},2026:${what}`
}
