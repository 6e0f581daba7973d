import { randomUUID } from 'node:crypto'
import { Cart, CartLine } from '../models/cart/cart.ts'
import type { CartHome } from '../models/cart/cart-home.ts'
import type { Rows } from './database.ts'

export class CartRepository {
  readonly #rows: Rows

  constructor(rows: Rows) {
    this.#rows = rows
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

  async #contents(userId: number): Promise<Cart> {
    const row = await this.#rows.cart.findUnique({
      where: { userId },
      include: { lines: { orderBy: { position: 'asc' } } },
      relationLoadStrategy: 'join',
    })
    // Looking creates nothing; the first change does, under its lock.
    if (!row) return new Cart(randomUUID())
    const lines = row.lines.map((line) => new CartLine(line.variantId, line.quantity))
    return new Cart(row.id, lines, row.coupons)
  }

  async #keep(cart: Cart): Promise<void> {
    const kept = cart.lines.map((line) => line.variantId)
    await this.#rows.cartLine.deleteMany({ where: { cartId: cart.id, variantId: { notIn: kept } } })
    for (const { variantId, quantity } of cart.lines)
      await this.#rows.cartLine.upsert({
        where: { cartId_variantId: { cartId: cart.id, variantId } },
        create: { cartId: cart.id, variantId, quantity },
        update: { quantity },
      })
    await this.#rows.cart.update({ where: { id: cart.id }, data: { coupons: [...cart.coupons] } })
  }
}
