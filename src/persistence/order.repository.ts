import { z } from 'zod'
import { Prisma } from '../../prisma/client/client.ts'
import { NotFound } from '../models/errors.ts'
import { Money } from '../models/money.ts'
import { Order } from '../models/orders/order.ts'
import type { Unpaid } from '../models/orders/order-limits.ts'
import type { Rows } from './database.ts'

const address = z.object({
  name: z.string(),
  company: z.string().default(''),
  line1: z.string(),
  line2: z.string(),
  postcode: z.string(),
  city: z.string(),
  region: z.string(),
  country: z.string(),
  phone: z.string(),
})

const billing = address.omit({ phone: true }).extend({ vatNumber: z.string() })

const delivery = z.object({
  method: z.string(),
  price: z.number(),
  taxRate: z.number(),
  tax: z.number(),
  from: z.coerce.date(),
  to: z.coerce.date(),
})

const parts = z.array(
  z.object({
    variantId: z.number(),
    sku: z.string(),
    productName: z.string(),
    productSlug: z.string(),
    variantName: z.string(),
    picture: z.string().nullable(),
    quantity: z.number(),
  }),
)

const whole = {
  lines: { orderBy: { id: 'asc' } },
  timeline: { orderBy: { id: 'asc' } },
  shipments: { orderBy: { id: 'asc' } },
} as const satisfies Prisma.OrderInclude

type OrderRow = Prisma.OrderGetPayload<{ include: typeof whole }>

const PER_PAGE = 50
const PER_PAGE_OF_USER = 20

/** `older` is where to go on, null on the last page. */
interface OrderPage {
  readonly orders: readonly Order[]
  readonly older: string | null
}

export class OrderRepository {
  readonly #rows: Rows

  constructor(rows: Rows) {
    this.#rows = rows
  }

  /** Unique across processes; a number whose order rolls back is not given again. */
  async nextNumber(): Promise<string> {
    const [row] = await this.#rows.$queryRaw<[{ n: bigint }]>`SELECT nextval('order_numbers') AS n`
    return `LM-${row.n}`
  }

  /** As many numbers, in ascending order. */
  async nextNumbers(count: number): Promise<string[]> {
    const rows = await this.#rows.$queryRaw<{ n: bigint }[]>`
      SELECT nextval('order_numbers') AS n FROM generate_series(1, ${count}::int)`
    return rows.map(({ n }) => `LM-${n}`)
  }

  /** @throws NotFound */
  async find(number: string): Promise<Order> {
    const row = await this.#rows.order.findUnique({
      where: { number },
      include: whole,
      relationLoadStrategy: 'join',
    })
    if (!row) throw new NotFound('order')
    return order(row)
  }

  /** Null unless number and address belong together. */
  async placedBy(number: string, email: string): Promise<Order | null> {
    const row = await this.#rows.order.findFirst({ where: { number, email }, include: whole })
    return row && order(row)
  }

  /**
   * The order, locked until the transaction ends.
   *
   * @throws NotFound
   */
  async lock(number: string): Promise<Order> {
    await this.#rows.$queryRaw`SELECT id FROM orders WHERE number = ${number} FOR UPDATE`
    return this.find(number)
  }

  async ofUser(userId: number, most = PER_PAGE): Promise<readonly Order[]> {
    const rows = await this.#rows.order.findMany({
      where: { userId },
      include: whole,
      relationLoadStrategy: 'join',
      orderBy: { placedAt: 'desc' },
      take: most,
    })
    return rows.map(order)
  }

  /** The newest first; `before` is the number of the last one seen, `older` where to go on. */
  page(before?: string): Promise<OrderPage> {
    return this.#page({}, PER_PAGE, before)
  }

  /** A customer's own, the newest first, from the one after `before` on. */
  async pageOfUser(userId: number, before?: string): Promise<OrderPage> {
    return this.#page({ userId }, PER_PAGE_OF_USER, before)
  }

  /** What a customer has ordered and not paid, one order left out. */
  async unpaidOf(userId: number, except: string | null): Promise<Unpaid> {
    const [row] = await this.#rows.$queryRaw<Unpaid[]>`
      SELECT count(DISTINCT o.id)::int AS orders, coalesce(sum(h.quantity), 0)::int AS units
        FROM orders o LEFT JOIN holds h ON h.owner = 'order:' || o.number
       WHERE o.user_id = ${userId} AND o.state = 'pending' AND o.number IS DISTINCT FROM ${except}`
    return row ?? { orders: 0, units: 0 }
  }

  /** How many unpaid orders keep units for guests of one address, one order left out. */
  async unpaidFrom(visitor: string, except: string | null): Promise<number> {
    const [row] = await this.#rows.$queryRaw<{ orders: number }[]>`
      SELECT count(DISTINCT owner)::int AS orders FROM holds
       WHERE visitor = ${visitor} AND owner LIKE 'order:%' AND owner IS DISTINCT FROM ${`order:${except}`}`
    return row?.orders ?? 0
  }

  /** Counts no further than so many. */
  async countUnpaid(most: number): Promise<number> {
    const [row] = await this.#rows.$queryRaw<{ orders: number }[]>`
      SELECT count(*)::int AS orders FROM (SELECT FROM orders WHERE state = 'pending' LIMIT ${most}) AS unpaid`
    return row?.orders ?? 0
  }

  /** Numbers of orders that await payment and that nobody tried to pay since. */
  async unpaidSince(before: Date): Promise<readonly string[]> {
    const rows = await this.#rows.order.findMany({
      where: {
        state: 'pending',
        placedAt: { lt: before },
        payments: { none: { createdAt: { gte: before } } },
      },
      select: { number: true },
      orderBy: { placedAt: 'asc' },
      take: 200,
    })
    return rows.map(({ number }) => number)
  }

  async add(added: Order): Promise<void> {
    await this.#rows.order.create({
      data: {
        number: added.number,
        placedAt: added.placedAt,
        ...columns(added),
        lines: { create: lineRows(added) },
        timeline: { create: [...added.timeline] },
      },
    })
  }

  /** Many at once, wherever they have got by now, as when the books of another shop are taken over. */
  async addAll(added: readonly Order[]): Promise<void> {
    const made = await this.#rows.order.createManyAndReturn({
      data: added.map((order) => ({ number: order.number, placedAt: order.placedAt, ...columns(order) })),
      select: { id: true, number: true },
    })
    const byNumber = new Map(added.map((order) => [order.number, order]))
    const ofAll = <Part>(of: (order: Order) => readonly Part[]) =>
      made.flatMap(({ id, number }) => {
        const order = byNumber.get(number)
        return order ? of(order).map((part) => ({ ...part, orderId: id })) : []
      })
    await this.#rows.orderLine.createMany({ data: ofAll(lineRows) })
    await this.#rows.timelineEntry.createMany({ data: ofAll(({ timeline }) => timeline) })
    await this.#rows.shipment.createMany({ data: ofAll(({ shipments }) => shipments) })
  }

  /** Writes state, timeline and shipments; the contents only while they can still change. */
  async save(saved: Order): Promise<void> {
    const { id } = await this.#rows.order.update({
      where: { number: saved.number },
      data: columns(saved),
      select: { id: true },
    })
    if (saved.awaitsPayment) {
      await this.#rows.orderLine.deleteMany({ where: { orderId: id } })
      await this.#rows.orderLine.createMany({
        data: lineRows(saved).map((line) => ({ ...line, orderId: id })),
      })
    }
    const known = await this.#rows.timelineEntry.count({ where: { orderId: id } })
    await this.#rows.timelineEntry.createMany({
      data: saved.timeline.slice(known).map((entry) => ({ ...entry, orderId: id })),
    })
    const sent = await this.#rows.shipment.count({ where: { orderId: id } })
    await this.#rows.shipment.createMany({
      data: saved.shipments.slice(sent).map((shipment) => ({ ...shipment, orderId: id })),
    })
  }

  async #page(where: Prisma.OrderWhereInput, size: number, before?: string): Promise<OrderPage> {
    const last = before ? await this.#rows.order.findFirst({ where: { ...where, number: before } }) : null
    const rows = await this.#rows.order.findMany({
      where,
      include: whole,
      relationLoadStrategy: 'join',
      orderBy: [{ placedAt: 'desc' }, { id: 'desc' }],
      // One more than shown tells whether there are older ones.
      take: size + 1,
      ...(last && { cursor: { id: last.id }, skip: 1 }),
    })
    const orders = rows.slice(0, size).map(order)
    return { orders, older: rows.length > size ? (orders.at(-1)?.number ?? null) : null }
  }
}

function columns(saved: Order) {
  const { totals, delivery: sending } = saved
  return {
    userId: saved.userId,
    state: saved.state,
    email: saved.email,
    note: saved.note,
    isGift: saved.isGift,
    currency: saved.total.currency,
    itemsTotal: totals.items.amount,
    discountTotal: totals.discount.amount,
    shippingTotal: totals.shipping.amount,
    taxAdded: totals.taxAdded.amount,
    taxIncluded: totals.taxIncluded.amount,
    total: totals.total.amount,
    address: { ...saved.address },
    billing: saved.billing ? { ...saved.billing } : Prisma.DbNull,
    delivery: {
      method: sending.method,
      price: sending.price.amount,
      taxRate: sending.taxRate,
      tax: sending.tax.amount,
      from: sending.from.toISOString(),
      to: sending.to.toISOString(),
    },
    coupons: [...saved.coupons],
    paidAt: saved.paidAt,
  }
}

function lineRows(saved: Order) {
  return saved.lines.map((line) => ({
    ...line,
    listPrice: line.listPrice.amount,
    unitPrice: line.unitPrice.amount,
    discount: line.discount.amount,
    total: line.total.amount,
    tax: line.tax.amount,
    parts: line.parts.map((part) => ({ ...part })),
  }))
}

function order(row: OrderRow): Order {
  const money = (amount: number) => Money.of(amount, row.currency)
  const sending = delivery.parse(row.delivery)
  return Order.revive({
    number: row.number,
    userId: row.userId,
    state: row.state,
    email: row.email,
    note: row.note,
    isGift: row.isGift,
    address: address.parse(row.address),
    billing: row.billing === null ? null : billing.parse(row.billing),
    placedAt: row.placedAt,
    paidAt: row.paidAt,
    coupons: row.coupons,
    timeline: row.timeline,
    shipments: row.shipments,
    delivery: { ...sending, price: money(sending.price), tax: money(sending.tax) },
    lines: row.lines.map((line) => ({
      ...line,
      listPrice: money(line.listPrice),
      unitPrice: money(line.unitPrice),
      discount: money(line.discount),
      total: money(line.total),
      tax: money(line.tax),
      parts: parts.parse(line.parts),
    })),
    totals: {
      items: money(row.itemsTotal),
      discount: money(row.discountTotal),
      shipping: money(row.shippingTotal),
      taxAdded: money(row.taxAdded),
      taxIncluded: money(row.taxIncluded),
      total: money(row.total),
    },
  })
}
