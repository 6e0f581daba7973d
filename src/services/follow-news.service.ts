import { randomUUID } from 'node:crypto'
import { momentOf, type ProductMoment, type ProductNews } from '../models/follows/followed-product.ts'
import type { Database, Repositories } from '../persistence/database.ts'
import type { ArrivalFollow, Look, ProductFollow } from '../persistence/follow.repository.ts'
import type { NewsJob } from './follow-jobs.ts'
import type { SearchService } from './search.service.ts'
import { shelfOf } from './shelf.ts'

/** Rows read at once. */
const BATCH = 200
/** New pieces that one mail can be about; more are only counted. */
const MOST_ARRIVALS = 500
const MOST_NAMED = 12
/** Milliseconds. A product whose transaction ends later than that of a younger one is not to be missed. */
const SETTLED = 10_000
/** Milliseconds after which everything is looked at, whether it says that it has changed or not. */
const WHOLE_LOOK = 60 * 60_000

/** Finds out, every minute, what has changed for those who follow, and tells each change once. */
export class FollowNewsService {
  readonly #database: Database
  readonly #search: SearchService
  readonly #clock: () => Date
  #whole: Date | null = null
  #last: Look | null = null

  constructor(database: Database, search: SearchService, clock: () => Date) {
    this.#database = database
    this.#search = search
    this.#clock = clock
  }

  async tell(): Promise<void> {
    await this.#tellOfProducts()
    await this.#tellOfArrivals()
  }

  async #tellOfProducts(): Promise<void> {
    const now = this.#clock()
    const { look, anythingChanged } = await this.#database.read.follows.look(now, this.#last)
    const whole = anythingChanged || !this.#lookedWholeBefore(now)
    const last = whole ? null : this.#last
    // What a follower knows is read before what is true now: news that somebody else tells in between differs then.
    const read = (after: number, { follows }: Repositories) => follows.ofProducts(after, BATCH, now, last)
    for await (const follows of batches(read, this.#database)) {
      const moments = await this.#moments([...new Set(follows.map(({ productId }) => productId))], now)
      for (const follow of follows) {
        const moment = moments.get(follow.productId)
        if (moment) await this.#tellOfProduct(follow, moment)
      }
    }
    this.#last = look
    if (whole) this.#whole = now
  }

  /** False also when the clock was put back. */
  #lookedWholeBefore(now: Date): boolean {
    const age = this.#whole ? now.getTime() - this.#whole.getTime() : WHOLE_LOOK
    return age >= 0 && age < WHOLE_LOOK
  }

  async #moments(productIds: readonly number[], now: Date): Promise<ReadonlyMap<number, ProductMoment>> {
    const repositories = this.#database.read
    const products = await repositories.catalog.products(productIds, now)
    const shelf = await shelfOf(products, repositories, now)
    return new Map(
      products.flatMap(({ id, variants }) => {
        const moment = momentOf(variants.map((variant) => shelf.offer(variant)))
        return moment ? [[id, moment]] : []
      }),
    )
  }

  async #tellOfProduct({ id, known }: ProductFollow, moment: ProductMoment): Promise<void> {
    const after = known.after(moment)
    if (after.knowsAsMuchAs(known)) return
    const news = known.newsAt(moment)
    await this.#database.transaction(async ({ follows, outbox }) => {
      if ((await follows.learn(id, known, after)) && news) await enqueue(outbox, id, productNews(news))
    })
  }

  async #tellOfArrivals(): Promise<void> {
    const until = await this.#database.read.follows.newestArrival(new Date(this.#clock().getTime() - SETTLED))
    if (!until) return
    for await (const follows of batches(
      (after, { follows }) => follows.ofArrivals(after, BATCH, until),
      this.#database,
    ))
      for (const follow of follows) await this.#tellOfArrival(follow, until)
  }

  async #tellOfArrival(follow: ArrivalFollow, until: Date): Promise<void> {
    const found = await this.#arrivals(follow, until)
    const news = { kind: 'arrivals', productIds: found.slice(0, MOST_NAMED), total: found.length } as const
    await this.#database.transaction(async ({ follows, outbox }) => {
      if ((await follows.seen(follow, until)) && news.total > 0) await enqueue(outbox, follow.id, news)
    })
  }

  async #arrivals({ categoryId, words, seenUntil }: ArrivalFollow, until: Date): Promise<readonly number[]> {
    const { catalog, follows } = this.#database.read
    const time = { after: seenUntil, until }
    if (categoryId !== null) {
      const family = (await catalog.categories()).familyIds(categoryId)
      return follows.arrivals(time, family, MOST_ARRIVALS)
    }
    const arrivals = await follows.arrivals(time, null, MOST_ARRIVALS)
    return this.#found(words ?? '', arrivals)
  }

  /** Which of these products the shop's search finds by the words. */
  async #found(words: string, productIds: readonly number[]): Promise<readonly number[]> {
    if (productIds.length === 0) return []
    const found = new Set((await this.#search.find(words, { exact: true })).productIds)
    return productIds.filter((id) => found.has(id))
  }
}

/** Lists of rows by growing ids, so that no run holds them all. */
async function* batches<Row extends { readonly id: number }>(
  read: (after: number, repositories: Repositories) => Promise<Row[]>,
  database: Database,
): AsyncGenerator<Row[]> {
  for (let after = 0; ; ) {
    const rows = await read(after, database.read)
    const last = rows.at(-1)
    if (!last) return
    yield rows
    after = last.id
  }
}

async function enqueue(
  outbox: Repositories['outbox'],
  followId: number,
  news: NewsJob['news'],
): Promise<void> {
  const job: NewsJob = { newsId: randomUUID(), followId, news }
  await outbox.enqueue('mail-follow-news', job, `mail-follow-news:${job.newsId}`)
}

function productNews({ before, price, severalPrices, backInStock }: ProductNews): NewsJob['news'] {
  return {
    kind: 'product',
    before: before?.amount ?? null,
    price: price.amount.amount,
    listPrice: price.list.amount,
    reason: price.reason,
    endsAt: price.endsAt?.toISOString() ?? null,
    severalPrices,
    backInStock,
  }
}
