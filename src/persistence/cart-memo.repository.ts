import { z } from 'zod'
import { CartLine } from '../models/cart/cart-line.ts'
import { CartMemo } from '../models/cart/cart-memo.ts'
import type { Rows } from './database.ts'

const lines = z
  .array(z.object({ variantId: z.number().int(), quantity: z.number().int() }))
  .transform((list) => list.map(({ variantId, quantity }) => new CartLine(variantId, quantity)))

/** As they are kept, here and in events. */
export const adjustments = z.array(
  z.object({
    variantId: z.number().int(),
    name: z.string(),
    from: z.number().int(),
    to: z.number().int(),
    because: z.enum(['fewer', 'sold', 'withdrawn']),
  }),
)

const memo = z.object({
  agreed: z.record(
    z.string(),
    z.object({ amount: z.number().int(), currency: z.string(), reason: z.string() }),
  ),
  adjustments,
  undo: z
    .object({
      key: z.string(),
      before: z.object({ lines, saved: lines, coupons: z.array(z.string()) }),
      joined: z.array(z.number().int()),
    })
    .nullable(),
  note: z.string(),
  isGift: z.boolean(),
  country: z.string().nullable(),
  ordered: z.object({ number: z.string(), mark: z.string(), lines }).nullable(),
})

export class CartMemoRepository {
  readonly #rows: Rows
  readonly #changed: Set<string>

  /** @param changed gathers the carts about which something was written */
  constructor(rows: Rows, changed: Set<string>) {
    this.#rows = rows
    this.#changed = changed
  }

  async of(cartId: string): Promise<CartMemo> {
    const row = await this.#rows.cartMemo.findUnique({ where: { cartId } })
    return row ? new CartMemo(cartId, memo.parse(row)) : new CartMemo(cartId)
  }

  /** Locked until the transaction ends: a guest's cart has no other row at which two tabs could take turns. */
  async lock(cartId: string): Promise<CartMemo> {
    const [row] = await this.#rows.$queryRaw<unknown[]>`
      INSERT INTO cart_memos (cart_id) VALUES (${cartId}::uuid)
          ON CONFLICT (cart_id) DO UPDATE SET updated_at = now()
      RETURNING agreed, adjustments, undo, note, is_gift AS "isGift", country, ordered`
    return new CartMemo(cartId, memo.parse(row))
  }

  async save({ cartId, facts }: CartMemo): Promise<void> {
    this.#changed.add(cartId)
    const { agreed, adjustments, undo, note, isGift, country, ordered } = facts
    await this.#rows.$executeRaw`
      UPDATE cart_memos
         SET agreed = ${JSON.stringify(agreed)}::jsonb, adjustments = ${JSON.stringify(adjustments)}::jsonb,
             undo = ${undo && JSON.stringify(undo)}::jsonb, note = ${note}, is_gift = ${isGift},
             country = ${country}, ordered = ${ordered && JSON.stringify(ordered)}::jsonb, updated_at = now()
       WHERE cart_id = ${cartId}::uuid`
  }

  /** A guest's cart has joined a customer's: whoever looks at it must look again. */
  async forget(cartId: string): Promise<void> {
    this.#changed.add(cartId)
    await this.#rows.cartMemo.deleteMany({ where: { cartId } })
  }

  /** Guests' carts live for as long as their cookie; customers' stay. */
  async forgetUntouchedSince(before: Date): Promise<void> {
    await this.#rows.$executeRaw`
      DELETE FROM cart_memos m
       WHERE updated_at < ${before} AND NOT EXISTS (SELECT 1 FROM carts c WHERE c.id = m.cart_id)`
  }
}
