import { reminderWindow } from '../models/cart/reminder-window.ts'
import type { Database } from '../persistence/database.ts'

/** Reminds customers who agreed to it of a cart that they left, once for each time they left it. */
export class CartReminderService {
  readonly #database: Database
  readonly #clock: () => Date

  constructor(database: Database, clock: () => Date) {
    this.#database = database
    this.#clock = clock
  }

  /** A cart at a time: the mails are written by the reactions. */
  async tell(): Promise<void> {
    const now = this.#clock()
    const { carts, settings } = this.#database.read
    const window = reminderWindow(now, (await settings.all()).cartReminderHours)
    for (const { id, userId } of await carts.abandoned(window))
      await this.#database.transaction(async ({ carts, outbox }) => {
        if (!(await carts.claimReminder(id, window, now))) return
        await outbox.tell([
          {
            type: 'cart.abandoned',
            subject: `carts/${id}`,
            at: now,
            version: 1,
            facts: { cart_id: id, user_id: userId },
          },
        ])
      })
  }
}
