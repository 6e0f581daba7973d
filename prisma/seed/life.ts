import { randomBytes } from 'node:crypto'
import type { Variant } from '../../src/models/catalog/variant.ts'
import { Order } from '../../src/models/orders/order.ts'
import { PriceList, type Sale } from '../../src/models/pricing/price-list.ts'
import { Quote, type Tariff } from '../../src/models/pricing/quote.ts'
import { CatalogRepository } from '../../src/persistence/catalog.repository.ts'
import { DemandRepository } from '../../src/persistence/demand.repository.ts'
import { OrderRepository } from '../../src/persistence/order.repository.ts'
import { SettingRepository } from '../../src/persistence/setting.repository.ts'
import { TariffRepository } from '../../src/persistence/tariff.repository.ts'
import type { Prisma, PrismaClient } from '../client/client.ts'
import { Chance } from './drawing/chance.ts'
import { type Basket, pastBaskets } from './life/baskets.ts'
import { customers } from './life/customers.ts'
import { kinship } from './life/kinship.ts'
import type { PastCustomer } from './life/past.ts'
import { questions } from './life/questions.ts'
import { reviews } from './life/reviews.ts'

type Rows = Prisma.TransactionClient

const DAY = 86_400_000
const HOUR = 3_600_000
const MINUTE = 60_000

/** As DemandService does it every night. */
const SEASON = 90 * DAY

/**
 * What happened in the demo shop before it was opened here: who bought, what they said and what they asked. The orders
 * have no payments: no provider, not even the stand-in, has ever heard of them, so none could be refunded there.
 */
export async function loadLife(client: PrismaClient, now: Date, tell: (done: string) => void): Promise<void> {
  await client.$transaction(
    async (rows) => {
      const life = new Life(rows, now, await productIds(rows), await loadCustomers(rows, now))
      await life.relate()
      tell(`${await life.order()} past orders`)
      tell(`${await life.review()} reviews and ${await life.ask()} questions`)
      await life.count()
    },
    { timeout: 60_000, maxWait: 10_000 },
  )
}

async function productIds(rows: Rows): Promise<Map<string, number>> {
  const products = await rows.product.findMany({ select: { id: true, slug: true } })
  return new Map(products.map(({ id, slug }) => [slug, id]))
}

async function loadCustomers(rows: Rows, now: Date): Promise<Map<string, number>> {
  const registered = customers.filter(({ guest }) => !guest)
  const made = await rows.user.createManyAndReturn({
    data: registered.map((customer, index) => ({
      email: emailOf(customer),
      name: customer.name,
      passwordHash: nobodysHash(),
      createdAt: new Date(now.getTime() - (130 + index) * DAY),
    })),
  })
  return new Map(
    registered.map((customer) => [customer.key, known(made.find(({ name }) => name === customer.name)).id]),
  )
}

/** Well formed, but of no password that anybody could know. */
function nobodysHash(): string {
  return `$2b$12$${randomBytes(40).toString('base64').replaceAll('+', '.').slice(0, 53)}`
}

class Life {
  readonly #rows: Rows
  readonly #now: Date
  readonly #productIds: ReadonlyMap<string, number>
  readonly #userIds: ReadonlyMap<string, number>
  readonly #chance = new Chance('past life')
  /** When what a customer bought was delivered, by 'customer slug'. */
  readonly #deliveries = new Map<string, Date>()

  constructor(
    rows: Rows,
    now: Date,
    productIds: ReadonlyMap<string, number>,
    userIds: ReadonlyMap<string, number>,
  ) {
    this.#rows = rows
    this.#now = now
    this.#productIds = productIds
    this.#userIds = userIds
  }

  async relate(): Promise<void> {
    await this.#rows.relatedProduct.createMany({
      data: Object.entries(kinship).flatMap(([slug, kin]) =>
        kin.map((other, position) => ({
          productId: known(this.#productIds.get(slug)),
          relatedId: known(this.#productIds.get(other)),
          position,
        })),
      ),
    })
  }

  async order(): Promise<number> {
    const settings = new SettingRepository(this.#rows)
    const tariffs = new TariffRepository(this.#rows, settings)
    const books = new OrderRepository(this.#rows)
    const baskets = pastBaskets(this.#now)
    const variants = await this.#variants(settings)
    const tariff = await tariffs.at(this.#now)
    const sales = await tariffs.runningSales(this.#now)
    const numbers = await books.nextNumbers(baskets.length)
    const orders = baskets.map((basket, index) =>
      this.#lived(known(numbers[index]), basket, quoted(basket, variants, tariff, sales)),
    )
    await books.addAll(orders)
    await this.#moveStock(orders)
    return orders.length
  }

  async review(): Promise<number> {
    const written = reviews.flatMap((review) => {
      const delivered = this.#deliveries.get(`${review.by} ${review.on}`)
      const bought = review.bought !== false
      if (bought && !delivered) return []
      const since = (delivered ?? new Date(this.#now.getTime() - 30 * DAY)).getTime()
      const at = new Date(
        since + this.#chance.between(0.2, 0.7) * Math.min(this.#now.getTime() - since, 20 * DAY),
      )
      return [{ ...review, bought, at, voters: this.#voters(review.by) }]
    })
    const made = await this.#rows.review.createManyAndReturn({
      data: written.map(({ on, by, stars, title, text, reply, bought, at, voters }) => ({
        ...this.#contribution(on, by, text, at),
        stars,
        title,
        verified: bought,
        helpful: voters.length,
        publishedAt: this.#after(at, 5 * HOUR),
        ...(reply && { reply, repliedAt: this.#after(at, 20 * HOUR) }),
      })),
      select: { id: true, text: true },
    })
    const ids = new Map(made.map(({ id, text }) => [text, id]))
    await this.#rows.reviewVote.createMany({
      data: written.flatMap(({ text, voters }) =>
        voters.map((voter) => ({ reviewId: known(ids.get(text)), userId: known(this.#userIds.get(voter)) })),
      ),
    })
    return written.length
  }

  async ask(): Promise<number> {
    const made = await this.#rows.question.createManyAndReturn({
      data: questions.map(({ on, by, text }) => {
        const at = new Date(this.#now.getTime() - this.#chance.between(4, 110) * DAY)
        return this.#contribution(on, by, text, at)
      }),
      select: { id: true, text: true, productId: true, createdAt: true },
    })
    await this.#rows.answer.createMany({
      data: questions.flatMap(({ on, text, answers }) => {
        const question = known(
          made.find((row) => row.text === text && row.productId === this.#productIds.get(on)),
        )
        return answers.map((answer, index) => ({
          questionId: question.id,
          userId: answer.by ? known(this.#userIds.get(answer.by)) : null,
          author: answer.by ? authorOf(answer.by) : 'Lodestone Minerals',
          text: answer.text,
          state: 'published' as const,
          createdAt: this.#after(question.createdAt, (index + 1) * 19 * HOUR),
        }))
      }),
    })
    return questions.length
  }

  /** Whatever the shop itself would have counted meanwhile. */
  async count(): Promise<void> {
    await this.#rows.$executeRaw`
      UPDATE products p SET rating_count = rated.count, rating_sum = rated.sum
        FROM (SELECT product_id, count(*)::int AS count, sum(stars)::int AS sum
                FROM reviews WHERE state = 'published' GROUP BY product_id) rated
       WHERE p.id = rated.product_id`
    const demand = new DemandRepository(this.#rows)
    const products = [...this.#productIds.values()]
    await demand.countPairs(products)
    await demand.countPopularity(products, new Date(this.#now.getTime() - SEASON))
  }

  async #variants(settings: SettingRepository): Promise<ReadonlyMap<string, Variant>> {
    const rows = await this.#rows.variant.findMany({ select: { id: true } })
    const variants = await new CatalogRepository(this.#rows, settings).variants(
      rows.map(({ id }) => id),
      this.#now,
    )
    return new Map([...variants.values()].map((variant) => [goodsKey(variant.productSlug, variant), variant]))
  }

  /** From placing to wherever it has got by now. */
  #lived(number: string, { customer, placedAt, goods }: Basket, quote: Quote): Order {
    const userId = this.#userIds.get(customer.key) ?? null
    const { key: _, guest: __, ...address } = customer
    const buyer = {
      note: '',
      isGift: false,
      userId,
      email: emailOf(customer),
      address: { line2: '', region: '', phone: '', ...address },
    }
    const order = Order.place(number, buyer, quote, placedAt)
    order.markPaid(this.#after(placedAt, this.#chance.between(2, 9) * MINUTE), 'stripe')

    const leaves = new Date(nextWorkday(placedAt).getTime() + this.#chance.between(8, 13) * HOUR)
    if (leaves >= this.#now) return order
    const trackingNumber = `00340434${this.#chance.whole(100_000_000_000, 999_999_999_999)}`
    order.ship({ carrier: 'DHL', trackingNumber, shippedAt: leaves }, 'shop')

    const arrives = new Date(order.delivery.from.getTime() + this.#chance.between(8, 17) * HOUR)
    if (arrives >= this.#now) return order
    order.markDelivered(arrives, 'DHL')
    for (const { mineral } of goods) this.#deliveries.set(`${customer.key} ${mineral.slug}`, arrives)
    return order
  }

  /**
   * The catalogue's opening stock is what is there now. What was sold had come in beforehand, so that the ledger
   * still explains every figure.
   */
  async #moveStock(orders: readonly Order[]): Promise<void> {
    const movements = orders.flatMap(({ number, lines, placedAt, paidAt }) =>
      lines.flatMap(({ variantId, quantity }) => [
        {
          variantId,
          kind: 'receive',
          onHandChange: quantity,
          onHoldChange: 0,
          reference: 'new arrivals',
          at: new Date(placedAt.getTime() - 5 * HOUR),
        },
        {
          variantId,
          kind: 'hold',
          onHandChange: 0,
          onHoldChange: quantity,
          reference: `order:${number}`,
          at: placedAt,
        },
        {
          variantId,
          kind: 'sell',
          onHandChange: -quantity,
          onHoldChange: -quantity,
          reference: `order ${number}`,
          at: paidAt ?? placedAt,
        },
      ]),
    )
    const inOrder = movements.toSorted((a, b) => a.at.getTime() - b.at.getTime())
    await this.#rows.stockMovement.createMany({ data: inOrder })
  }

  #contribution(slug: string, by: string, text: string, at: Date) {
    return {
      productId: known(this.#productIds.get(slug)),
      userId: known(this.#userIds.get(by)),
      author: authorOf(by),
      text,
      state: 'published' as const,
      createdAt: at,
    }
  }

  /** A few of the others found it helpful; most readers press no button. */
  #voters(author: string): string[] {
    const willing = this.#chance.next() ** 3 * 0.5
    return [...this.#userIds.keys()].filter((key) => key !== author && this.#chance.next() < willing)
  }

  /** That much later, if that is not still to come. */
  #after(at: Date, milliseconds: number): Date {
    return new Date(Math.floor(Math.min(at.getTime() + milliseconds, this.#now.getTime())))
  }
}

/** At the prices and with the delivery dates of that day. */
function quoted(
  { customer, placedAt, goods }: Basket,
  variants: ReadonlyMap<string, Variant>,
  tariff: Tariff,
  sales: readonly Sale[],
): Quote {
  const then = { ...tariff, prices: new PriceList(sales, placedAt), now: placedAt }
  return Quote.of(then, {
    items: goods.map(({ mineral, offer, quantity }) => ({
      variant: known(variants.get(goodsKey(mineral.slug, { ...offer, listPrice: { amount: offer.price } }))),
      quantity,
    })),
    coupons: [],
    destination: { region: '', ...customer },
    customer: null,
    shippingMethod: null,
  })
}

/** No mineral has two offers of one price, weight and size. */
function goodsKey(
  slug: string,
  offer: { listPrice: { amount: number }; grams: number; millimetres: number | null },
): string {
  return [slug, offer.listPrice.amount, offer.grams, offer.millimetres].join(' ')
}

function nextWorkday(day: Date): Date {
  const next = new Date(Math.floor(day.getTime() / DAY) * DAY + DAY)
  return next.getUTCDay() === 0 || next.getUTCDay() === 6 ? nextWorkday(next) : next
}

/** 'ines.carvalho@post.example', an address that cannot exist. */
function emailOf({ name }: PastCustomer): string {
  const plain = name.normalize('NFD').replace(/[^A-Za-z ]/g, '')
  return `${plain.toLowerCase().replaceAll(' ', '.')}@post.example`
}

/** 'Inês C.' */
function authorOf(key: string): string {
  const [first, ...others] = known(customers.find((customer) => customer.key === key)).name.split(' ')
  return `${first} ${others.at(-1)?.[0]}.`
}

function known<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('The past names something that the catalogue does not have.')
  return value
}
