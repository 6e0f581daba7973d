import { z } from 'zod'
import { Prisma } from '../../prisma/client/client.ts'
import { CheckoutDraft } from '../models/checkout/draft.ts'
import type { Figures } from '../models/checkout/figures.ts'
import type { Rows } from './database.ts'

/** Nobody's: its shopper begins anew. */
const NO_CART = '00000000-0000-0000-0000-000000000000'

const typedDetails = z.record(z.string(), z.string())

const figures = z.object({
  wanted: z.string(),
  place: z.string(),
  method: z.number().nullable(),
  currency: z.string(),
  offers: z.array(z.object({ id: z.number(), name: z.string(), price: z.number() })),
  discounts: z.array(z.object({ name: z.string(), amount: z.number() })),
  taxRates: z.array(z.number()),
  total: z.number(),
}) satisfies z.ZodType<Figures>

export class DraftRepository {
  readonly #rows: Rows

  constructor(rows: Rows) {
    this.#rows = rows
  }

  /** Two requests that find no draft of a cart yet must not begin two: what one of them keeps would be lost. */
  async takeTurns(cartId: string): Promise<void> {
    await this.#rows.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`draft ${cartId}`}, 0))`
  }

  /** The draft a shopper works on: one that is open, else the youngest of those placed. */
  async latestOf(cartId: string): Promise<CheckoutDraft | null> {
    const row = await this.#rows.checkoutDraft.findFirst({
      where: { cartId },
      orderBy: [{ placed: 'asc' }, { createdAt: 'desc' }],
      include: { order: { select: { number: true } } },
    })
    return row && draft(row)
  }

  /** The youngest that has become an order, which is not paid yet. */
  async latestPlacedOf(cartId: string): Promise<CheckoutDraft | null> {
    const row = await this.#rows.checkoutDraft.findFirst({
      where: { cartId, placed: true },
      orderBy: { createdAt: 'desc' },
      include: { order: { select: { number: true } } },
    })
    return row && draft(row)
  }

  async ofOrder(number: string): Promise<CheckoutDraft | null> {
    const row = await this.#rows.checkoutDraft.findFirst({
      where: { order: { number } },
      include: { order: { select: { number: true } } },
    })
    return row && draft(row)
  }

  /** What a guest has typed belongs to their own cart once they sign in. */
  async moveAll(fromCart: string, toCart: string): Promise<void> {
    await this.#rows.checkoutDraft.updateMany({ where: { cartId: fromCart }, data: { cartId: toCart } })
  }

  /** Other open drafts of its cart make way for the one a shopper came back to. */
  async forgetOthers({ id, cartId }: CheckoutDraft): Promise<void> {
    await this.#rows.checkoutDraft.deleteMany({
      where: { cartId, placed: false, orderId: null, id: { not: id } },
    })
  }

  /** The draft an order was made from, locked until the transaction ends. */
  async lockOfOrder(number: string): Promise<CheckoutDraft | null> {
    const locked = await this.#rows.$queryRaw<{ id: string }[]>`
      SELECT d.id FROM checkout_drafts d JOIN orders o ON o.id = d.order_id WHERE o.number = ${number} FOR UPDATE OF d`
    return locked[0] ? this.#find(locked[0].id) : null
  }

  /** Locked until the transaction ends: placing twice at once takes turns here. */
  async lock(id: string): Promise<CheckoutDraft | null> {
    const locked = await this.#rows.$queryRaw<{ id: string }[]>`
      SELECT id FROM checkout_drafts WHERE id = ${id}::uuid FOR UPDATE`
    return locked[0] ? this.#find(id) : null
  }

  async save(saved: CheckoutDraft): Promise<void> {
    const order = saved.orderNumber === null ? {} : { order: { connect: { number: saved.orderNumber } } }
    const facts = {
      cartId: saved.cartId,
      details: saved.details,
      shippingMethod: saved.shippingMethod,
      seen: saved.seen ? figures.parse(saved.seen) : Prisma.DbNull,
      placed: saved.isPlaced,
      ...order,
    }
    await this.#rows.checkoutDraft.upsert({
      where: { id: saved.id },
      create: { id: saved.id, ...facts },
      update: facts,
    })
  }

  /**
   * Its order is paid: what the shopper typed is in the order now, and stays nowhere else. All that is left is which
   * order it became, for whoever sends its form again.
   */
  async forget(id: string): Promise<void> {
    const known = await this.#rows.checkoutDraft.findUnique({ where: { id }, select: { orderId: true } })
    await this.#rows.checkoutDraft.deleteMany({ where: { id } })
    if (known?.orderId)
      await this.#rows.checkoutDraft.create({
        data: { id, cartId: NO_CART, placed: true, orderId: known.orderId },
      })
  }

  /** Those that nobody came back to. */
  async forgetUntouchedSince(before: Date): Promise<number> {
    const { count } = await this.#rows.checkoutDraft.deleteMany({ where: { updatedAt: { lt: before } } })
    return count
  }

  async #find(id: string): Promise<CheckoutDraft | null> {
    const row = await this.#rows.checkoutDraft.findUnique({
      where: { id },
      include: { order: { select: { number: true } } },
    })
    return row && draft(row)
  }
}

function draft(row: {
  id: string
  cartId: string
  details: unknown
  shippingMethod: number | null
  seen: unknown
  placed: boolean
  order: { number: string } | null
}): CheckoutDraft {
  return new CheckoutDraft({
    id: row.id,
    cartId: row.cartId,
    details: typedDetails.parse(row.details),
    shippingMethod: row.shippingMethod,
    seen: row.seen === null ? null : figures.parse(row.seen),
    orderNumber: row.order?.number ?? null,
    placed: row.placed,
  })
}
