import type { Customer } from '../models/pricing/customer.ts'
import type { Rows } from './database.ts'

/** Whoever a cart belongs to, as far as they have said who they are. */
export interface KnownCustomer extends Customer {
  readonly userId: number | null
}

/** What decides prices and promotions for one customer. */
export class CustomerRepository {
  readonly #rows: Rows

  constructor(rows: Rows) {
    this.#rows = rows
  }

  /**
   * The customer whose cart it is. A guest is in no group, and known by the mail address they have typed.
   *
   * @param email empty when none is known yet
   * @param changed number of an order that is just being changed, and does not come before itself
   */
  async ofCart(cartId: string, email: string, changed: string | null): Promise<KnownCustomer> {
    const [row] = await this.#rows.$queryRaw<[KnownCustomer]>`
      WITH owner AS (SELECT (SELECT user_id FROM carts WHERE id = ${cartId}::uuid) AS id)
      SELECT owner.id AS "userId",
             ARRAY(SELECT group_id FROM customer_group_members WHERE user_id = owner.id) AS "groupIds",
             (SELECT count(*)::int FROM orders
               WHERE (user_id = owner.id OR email = ${email}::citext)
                 AND state NOT IN ('cancelled', 'refunded')
                 AND number <> ${changed ?? ''}) AS "ordersBefore"
        FROM owner`
    return row
  }
}
