import { randomUUID } from 'node:crypto'
import { Prisma } from '../../prisma/client/client.ts'
import { Cart } from '../models/cart/cart.ts'
import type { CartHome } from '../models/cart/cart-home.ts'
import { CartLine } from '../models/cart/cart-line.ts'
import type { ReminderWindow } from '../models/cart/reminder-window.ts'
import type { Rows } from './database.ts'

export interface AbandonedCart {
  readonly id: string
  readonly userId: number
}

/**
 * Of a cart c of a customer u: they want to be reminded, there is something in it, and they have not ordered since, signed
 * in or not.
 */
const IS_WORTH_A_REMINDER = Prisma.sql`
  u.cart_reminders
  AND EXISTS (SELECT FROM cart_lines l WHERE l.cart_id = c.id AND NOT l.saved)
  AND NOT EXISTS (SELECT FROM orders o
                   WHERE (o.user_id = u.id OR o.email = u.email)
                     AND o.placed_at >= c.updated_at AND o.state <> 'cancelled')`

export class CartRepository {
  readonly #rows: Rows
  readonly #changed: Set<string>

  /** @param changed gathers the carts that were written */
  constructor(rows: Rows, changed: Set<string>) {
    this.#rows = rows
    this.#changed = changed
  }

  /** Guests have theirs in a cookie. */
  async isCustomers(cartId: string): Promise<boolean> {
    return (await this.#rows.cart.count({ where: { id: cartId } })) === 1
  }

  /** The home of a customer's cart: the same one on every device. While they are away, it counts as untouched. */
  homeOf(userId: number, { isAway = false }: { readonly isAway?: boolean } = {}): CartHome {
    return {
      contents: () => this.#contents(userId),
      keep: (cart) => this.#keep(cart, isAway),
    }
  }

  /** False if this guest's cart has joined a customer's before. */
  async isFirstMerge(guestCartId: string): Promise<boolean> {
    const { count } = await this.#rows.mergedCart.createMany({
      data: [{ id: guestCartId }],
      skipDuplicates: true,
    })
    return count === 1
  }

  /** Two tabs that change one customer's cart take turns. */
  async lock(userId: number): Promise<void> {
    await this.#rows.$executeRaw`
      INSERT INTO carts (id, user_id, updated_at) VALUES (${randomUUID()}::uuid, ${userId}, now()) ON CONFLICT (user_id) DO NOTHING`
    await this.#rows.$queryRaw`SELECT id FROM carts WHERE user_id = ${userId} FOR UPDATE`
  }

  /** Customers whose cart wants more of one of these variants than there is, on its own or in sets. */
  async wantingMoreThanThereIs(variantIds: readonly number[]): Promise<readonly number[]> {
    const rows = await this.#rows.$queryRaw<{ userId: number }[]>`
      WITH wish AS (
        SELECT cart_id, variant_id, quantity FROM cart_lines
         WHERE variant_id = ANY(${[...variantIds]}::int[]) AND NOT saved
        UNION ALL
        SELECT l.cart_id, b.part_variant_id, l.quantity * b.quantity
          FROM bundle_parts b JOIN cart_lines l ON l.variant_id = b.variant_id
         WHERE b.part_variant_id = ANY(${[...variantIds]}::int[]) AND NOT l.saved
      )
      SELECT DISTINCT c.user_id AS "userId"
        FROM (SELECT cart_id, variant_id, sum(quantity) AS quantity FROM wish GROUP BY cart_id, variant_id) w
        JOIN carts c ON c.id = w.cart_id JOIN stock_levels s ON s.variant_id = w.variant_id
       WHERE s.tracked AND s.on_hand < w.quantity
       ORDER BY 1`
    return rows.map(({ userId }) => userId)
  }

  /** Carts whose customers may be reminded of them, the longest untouched first. */
  async abandoned({ from, to }: ReminderWindow): Promise<readonly AbandonedCart[]> {
    return this.#rows.$queryRaw<AbandonedCart[]>`
      SELECT c.id, c.user_id AS "userId" FROM carts c JOIN users u ON u.id = c.user_id
       WHERE c.updated_at >= ${from} AND c.updated_at <= ${to}
         AND (c.reminded_at IS NULL OR c.reminded_at < c.updated_at) AND ${IS_WORTH_A_REMINDER}
       ORDER BY c.updated_at`
  }

  /** False if another worker was faster, or the customer has come back. */
  async claimReminder(cartId: string, { from, to }: ReminderWindow, now: Date): Promise<boolean> {
    const claimed = await this.#rows.$executeRaw`
      UPDATE carts SET reminded_at = ${now}
       WHERE id = ${cartId}::uuid AND updated_at >= ${from} AND updated_at <= ${to}
         AND (reminded_at IS NULL OR reminded_at < updated_at)`
    return claimed === 1
  }

  /** What a reminder that was claimed is about; null if there is no reason for it any more. */
  async stillAbandoned(cartId: string): Promise<AbandonedCart | null> {
    const [cart] = await this.#rows.$queryRaw<AbandonedCart[]>`
      SELECT c.id, c.user_id AS "userId" FROM carts c JOIN users u ON u.id = c.user_id
       WHERE c.id = ${cartId}::uuid AND c.reminded_at >= c.updated_at AND ${IS_WORTH_A_REMINDER}`
    return cart ?? null
  }

  async #contents(userId: number): Promise<Cart> {
    const row = await this.#rows.cart.findUnique({
      where: { userId },
      include: { lines: { orderBy: { position: 'asc' } } },
      relationLoadStrategy: 'join',
    })
    // Looking creates nothing; the first change does, under its lock.
    if (!row) return new Cart(randomUUID())
    const lines = (saved: boolean) =>
      row.lines
        .filter((line) => line.saved === saved)
        .map((line) => new CartLine(line.variantId, line.quantity))
    return new Cart(row.id, {
      lines: lines(false),
      saved: lines(true),
      coupons: row.coupons,
      done: row.done,
    })
  }

  /** In as many statements for a hundred lines as for one. */
  async #keep(cart: Cart, isAway: boolean): Promise<void> {
    this.#changed.add(cart.id)
    const lines = [...cart.lines, ...cart.saved]
    const ids = lines.map(({ variantId }) => variantId)
    const quantities = lines.map(({ quantity }) => quantity)
    const saved = lines.map((_, index) => index >= cart.lines.length)
    await this.#rows.$executeRaw`
      DELETE FROM cart_lines WHERE cart_id = ${cart.id}::uuid AND variant_id <> ALL(${ids}::int[])`
    await this.#rows.$executeRaw`
      INSERT INTO cart_lines AS known (cart_id, variant_id, quantity, saved)
      SELECT ${cart.id}::uuid, variant_id, quantity, saved
        FROM unnest(${ids}::int[], ${quantities}::int[], ${saved}::boolean[]) AS line (variant_id, quantity, saved)
          ON CONFLICT (cart_id, variant_id) DO UPDATE SET quantity = excluded.quantity, saved = excluded.saved
       WHERE (known.quantity, known.saved) IS DISTINCT FROM (excluded.quantity, excluded.saved)`
    await this.#rows.$executeRaw`
      UPDATE carts SET coupons = ${[...cart.coupons]}::text[], done = ${[...cart.done]}::text[],
                       updated_at = CASE WHEN ${isAway} THEN updated_at ELSE now() END
       WHERE id = ${cart.id}::uuid`
  }
}
