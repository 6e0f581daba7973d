import type { Card } from '../models/catalog/listing.ts'
import type { Follow } from '../models/follows/follow.ts'
import { headlineOf, type ProductNews } from '../models/follows/followed-product.ts'
import { Money } from '../models/money.ts'
import { ShopTime } from '../models/shop-time.ts'
import type { Database } from '../persistence/database.ts'
import type { CatalogService } from './catalog.service.ts'
import type { ConfirmationJob, NewsJob } from './follow-jobs.ts'
import type { FollowLinks } from './follow-links.ts'
import { endedByOneClick, type Letters } from './letters.ts'

interface Words {
  readonly view: 'follow-confirm' | 'follow-news' | 'follow-arrivals'
  readonly subject: string
  readonly facts: Readonly<Record<string, unknown>>
}

/** Mails those who follow something. Every mail can be ended by one click, in the mail or in the mail program. */
export class FollowMailService {
  readonly #database: Database
  readonly #letters: Letters
  readonly #links: FollowLinks
  readonly #catalog: CatalogService

  constructor(database: Database, letters: Letters, links: FollowLinks, catalog: CatalogService) {
    this.#database = database
    this.#letters = letters
    this.#links = links
    this.#catalog = catalog
  }

  /** Asks whether the address wants this; who has confirmed or gone meanwhile is asked nothing. */
  async confirm({ followId, askedAt }: ConfirmationJob): Promise<void> {
    const follow = await this.#database.read.follows.find(followId)
    if (!follow || follow.confirmed) return
    await this.#send(follow, `follow-confirm:${followId}:${Date.parse(askedAt)}`, {
      view: 'follow-confirm',
      subject: `Please confirm: ${follow.what}`,
      facts: { confirmHref: this.#links.absolute('confirmation', follow) },
    })
  }

  /** Tells one piece of news, unless they have stopped to follow meanwhile. */
  async news({ newsId, followId, news }: NewsJob): Promise<void> {
    const follow = await this.#database.read.follows.find(followId)
    if (!follow?.confirmed) return
    const words =
      news.kind === 'product' ? await this.#ofProduct(follow, news) : await this.#ofArrivals(follow, news)
    if (words) await this.#send(follow, `follow-news:${newsId}`, words)
  }

  async #ofProduct(follow: Follow, news: NewsJob['news'] & { kind: 'product' }): Promise<Words> {
    const { currency, timeZone } = await this.#database.read.settings.all()
    const endsAt = news.endsAt === null ? null : new Date(news.endsAt)
    const told: ProductNews = {
      before: news.before === null ? null : Money.of(news.before, currency),
      price: {
        list: Money.of(news.listPrice, currency),
        amount: Money.of(news.price, currency),
        reason: news.reason,
        startsAt: null,
        endsAt,
      },
      severalPrices: news.severalPrices,
      backInStock: news.backInStock,
    }
    return {
      view: 'follow-news',
      subject: headlineOf(told, follow.subject.name),
      facts: { news: told, until: endsAt && ShopTime.in(timeZone).dayAndTime(endsAt) },
    }
  }

  /** Null if all of them have gone again. */
  async #ofArrivals(follow: Follow, news: NewsJob['news'] & { kind: 'arrivals' }): Promise<Words | null> {
    const cards = await this.#catalog.cards(news.productIds)
    const [first] = cards
    if (!first) return null
    return {
      view: 'follow-arrivals',
      subject: news.total === 1 ? `New: ${first.name}` : `${news.total} ${follow.what}`,
      facts: {
        cards,
        more: news.total - cards.length,
        hrefOf: (card: Card) => this.#links.page(`/products/${card.slug}`),
      },
    }
  }

  async #send(follow: Follow, key: string, { view, subject, facts }: Words): Promise<void> {
    const endHref = this.#links.absolute('end', follow)
    const href = this.#links.page(follow.subject.path)
    await this.#letters.send(key, async () => ({
      to: follow.email,
      subject,
      view,
      facts: { ...facts, follow, endHref, href },
      headers: endedByOneClick(endHref),
    }))
  }
}
