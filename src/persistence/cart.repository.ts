import { randomUUID } from 'node:crypto'
import { Cart } from '../models/cart/cart.ts'
import type { CartHome } from '../models/cart/cart-home.ts'
import { CartLine } from '../models/cart/cart-line.ts'
import type { Rows } from './database.ts'

export class CartRepository {
  readonly #rows: Rows
  readonly #changed: Set<string>

  /** @param changed gathers the carts that were written */
  constructor(rows: Rows, changed: Set<string>) {
    this.#rows = rows
    this.#changed = changed
  }

  /** The home of a customer's cart: the same one on every device. */
  homeOf(userId: number): CartHome {
    return {
      contents: () => this.#contents(userId),
      keep: (cart) => this.#keep(cart),
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

  /** Customers whose cart names one of these variants and wants more of it than there is. */
  async wantingMoreThanThereIs(variantIds: readonly number[]): Promise<readonly number[]> {
    const rows = await this.#rows.$queryRaw<{ userId: number }[]>`
      SELECT DISTINCT c.user_id AS "userId"
        FROM cart_lines l JOIN carts c ON c.id = l.cart_id JOIN stock_levels s ON s.variant_id = l.variant_id
       WHERE l.variant_id = ANY(${[...variantIds]}) AND NOT l.saved AND s.tracked AND s.on_hand < l.quantity
       ORDER BY 1`
    return rows.map(({ userId }) => userId)
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
  async #keep(cart: Cart): Promise<void> {
    this.#changed.add(cart.id)
    const lines = [...cart.lines, ...cart.saved]
    const ids = lines.map(({ variantId }) => variantId)
    const quantities = lines.map(({ quantity }) => quantity)
    const saved = lines.map((_, index) => index >= cart.lines.length)
    await this.#rows.cartLine.deleteMany({ where: { cartId: cart.id, variantId: { notIn: ids } } })
    await this.#rows.$executeRaw`
      INSERT INTO cart_lines AS known (cart_id, variant_id, quantity, saved)
      SELECT ${cart.id}::uuid, variant_id, quantity, saved
        FROM unnest(${ids}::int[], ${quantities}::int[], ${saved}::boolean[]) AS line (variant_id, quantity, saved)
          ON CONFLICT (cart_id, variant_id) DO UPDATE SET quantity = excluded.quantity, saved = excluded.saved
       WHERE (known.quantity, known.saved) IS DISTINCT FROM (excluded.quantity, excluded.saved)`
    await this.#rows.cart.update({
      where: { id: cart.id },
      data: { coupons: [...cart.coupons], done: [...cart.done] },
    })
  }
}
