import { Money } from '../models/money.ts'
import type { Rows } from './database.ts'

/** A cart that became worth much more at once. */
export interface CartJump {
  readonly cartId: string
  readonly userId: number | null
  /** The visitor's address, hashed. */
  readonly visitor: string
  readonly before: Money
  readonly after: Money
}

export class CartJumpRepository {
  readonly #rows: Rows

  constructor(rows: Rows) {
    this.#rows = rows
  }

  async add({ cartId, userId, visitor, before, after }: CartJump, at: Date): Promise<void> {
    const { currency } = after
    await this.#rows.cartJump.create({
      data: { cartId, userId, visitor, before: before.amount, after: after.amount, currency, at },
    })
  }

  /** The latest first, with the customer's address where there is one. */
  async latest(
    most: number,
  ): Promise<readonly (CartJump & { id: number; at: Date; email: string | null })[]> {
    const rows = await this.#rows.cartJump.findMany({
      orderBy: [{ at: 'desc' }, { id: 'desc' }],
      take: most,
      include: { user: { select: { email: true } } },
    })
    return rows.map(({ id, at, cartId, userId, visitor, before, after, currency, user }) => ({
      ...{ id, at, cartId, userId, visitor },
      before: Money.of(before, currency),
      after: Money.of(after, currency),
      email: user?.email ?? null,
    }))
  }
}
