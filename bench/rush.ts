import pg from 'pg'
import { Database } from '../src/persistence/database.ts'
import { InventoryService } from '../src/services/inventory.service.ts'
import { ADDRESS, pay, place, toReview } from '../tests/support/purchase.ts'
import { type Page, Visitor } from '../tests/support/visitor.ts'

/** Where the buyers collide: at the cart, which holds the unit from then on, or at the button that places the order. */
export type Collision = 'cart' | 'order'

export interface Round {
  readonly collision: Collision
  readonly buyers: number
  /** Buyers who were told that the unit is in their cart, that their order is placed, that it is paid. */
  readonly inCart: number
  readonly placed: number
  readonly paid: number
  /** What the database says afterwards: orders paid and unpaid, units sold by the ledger, units left. */
  readonly books: { paid: number; unpaid: number; sold: number; onHand: number; onHold: number }
  /** Answers with a status of 500 or more. */
  readonly errors: number
  /** How often each was answered. */
  readonly statuses: Readonly<Record<number, number>>
  readonly requests: number
  /** Milliseconds. */
  readonly took: number
}

/** True if one buyer got the unit, everybody else was refused politely, and the books say the same. */
export function soldExactlyOne({ placed, paid, books, errors }: Round): boolean {
  const { onHand, onHold, sold, unpaid } = books
  return [placed, paid, books.paid, sold].every((one) => one === 1) && onHand + onHold + unpaid + errors === 0
}

/** Many buyers, spread over the processes of one shop, who all want the same specimen. */
export class Rush implements AsyncDisposable {
  readonly #shops: readonly string[]
  readonly #database: Database
  readonly #inventory: InventoryService
  readonly #client: pg.Client
  readonly #buyers: Visitor[]
  #newcomers: Visitor[] = []
  #variant = 0
  /** Newcomers so far. */
  #newcomersSoFar = 0
  #statuses: number[] = []

  private constructor(shops: readonly string[], databaseUrl: string, buyers: number) {
    this.#shops = shops
    this.#database = new Database(databaseUrl)
    this.#inventory = new InventoryService(this.#database, () => new Date())
    this.#client = new pg.Client({ connectionString: databaseUrl })
    this.#buyers = Array.from({ length: buyers }, (_, index) => this.#newcomer(index))
  }

  /** @param sku of a variant that the shop sells */
  static async at(
    shops: readonly string[],
    databaseUrl: string,
    { sku, buyers }: { sku: string; buyers: number },
  ): Promise<Rush> {
    const rush = new Rush(shops, databaseUrl, buyers)
    await rush.#client.connect()
    rush.#variant = (await rush.#one<{ id: number }>('SELECT id FROM variants WHERE sku = $1', [sku])).id
    return rush
  }

  /** One unit, and everybody runs. */
  async round(collision: Collision): Promise<Round> {
    await this.#prepare(collision)
    const before = await this.#marks()
    this.#statuses = []
    const began = performance.now()
    const endings = await (collision === 'cart' ? this.#atTheCart() : this.#atTheButton())
    const took = performance.now() - began
    const told = (least: number) => endings.filter((stage) => stage >= least).length
    return {
      ...{ collision, took, buyers: this.#buyers.length },
      ...{ inCart: told(STAGE.inCart), placed: told(STAGE.placed), paid: told(STAGE.paid) },
      books: await this.#booksSince(before),
      errors: this.#statuses.filter((status) => status >= 500).length,
      requests: this.#statuses.length,
      statuses: counted(this.#statuses),
    }
  }

  /** Figures that the ledger cannot explain, over all rounds, and deadlocks that PostgreSQL had to break. */
  async findings(): Promise<{ discrepancies: number; deadlocks: number }> {
    const { deadlocks } = await this.#one<{ deadlocks: number }>(
      'SELECT deadlocks::int FROM pg_stat_database WHERE datname = current_database()',
    )
    return { discrepancies: (await this.#inventory.audit()).length, deadlocks }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client.end()
    await this.#database.close()
  }

  async #prepare(collision: Collision): Promise<void> {
    await this.#inventory.correct(this.#variant, { to: 1 }, 'One for the next round', 'proof of overselling')
    await this.#client.query(
      `INSERT INTO settings (key, value) VALUES ('holdStockFrom', $1)
         ON CONFLICT (key) DO UPDATE SET value = excluded.value WHERE settings.value <> excluded.value`,
      [JSON.stringify(collision === 'cart' ? 'cart' : 'checkout')],
    )
    // A buyer's first page, with the token of its forms, is not part of the race.
    await Promise.all(this.#newcomers.map((buyer) => buyer.get('/register')))
    this.#newcomers = []
  }

  async #atTheCart(): Promise<Stage[]> {
    const endings = await Promise.all(
      this.#buyers.map(async (buyer, index) => {
        if ((await this.#add(buyer)).status !== 303) return STAGE.refused
        const review = await this.#review(buyer, index)
        return this.#buy(buyer, review)
      }),
    )
    // An address may place thirty orders in ten minutes, and whoever runs first wins often.
    this.#replace((index) => endings[index] !== STAGE.refused)
    return endings
  }

  async #atTheButton(): Promise<Stage[]> {
    const reviews = await Promise.all(
      this.#buyers.map(async (buyer, index) => {
        const added = await this.#add(buyer)
        return added.status === 303 ? this.#review(buyer, index) : null
      }),
    )
    const endings = await Promise.all(
      this.#buyers.map((buyer, index) => {
        const review = reviews[index]
        return review ? this.#buy(buyer, review) : STAGE.refused
      }),
    )
    // The others still have it in their carts.
    this.#replace(() => true)
    return endings
  }

  #add(buyer: Visitor): Promise<Page> {
    return this.#noted(buyer.post('/cart/lines', { variant: String(this.#variant), quantity: '1' }))
  }

  #review(buyer: Visitor, index: number): Promise<Page> {
    return this.#noted(toReview(buyer, { ...ADDRESS, email: `buyer${index}@example.com` }))
  }

  async #buy(buyer: Visitor, review: Page): Promise<Stage> {
    const placed = await this.#noted(place(buyer, review))
    if (placed.status !== 303) return STAGE.inCart
    const confirmation = await this.#noted(pay(buyer, placed))
    return confirmation.text.includes('Payment successful') ? STAGE.paid : STAGE.placed
  }

  async #noted(page: Promise<Page>): Promise<Page> {
    const answer = await page
    this.#statuses.push(answer.status)
    return answer
  }

  /** Somebody else stands in their places in the next round. */
  #replace(isReplaced: (index: number) => boolean): void {
    this.#buyers.forEach((_, index) => {
      if (isReplaced(index)) this.#buyers[index] = this.#newcomer(index)
    })
  }

  /** Each has an address of their own, because the shop bounds what one address may hold. */
  #newcomer(index: number): Visitor {
    const shop = this.#shops[index % this.#shops.length] ?? ''
    this.#newcomersSoFar += 1
    const number = this.#newcomersSoFar
    const newcomer = new Visitor(shop, `10.${number >> 16}.${(number >> 8) % 256}.${number % 256}`)
    this.#newcomers.push(newcomer)
    return newcomer
  }

  async #marks(): Promise<{ orders: number; movements: string }> {
    return this.#one(
      `SELECT (SELECT coalesce(max(id), 0) FROM orders)::int AS orders,
              (SELECT coalesce(max(id), 0) FROM stock_movements)::text AS movements`,
    )
  }

  #booksSince({ orders, movements }: { orders: number; movements: string }): Promise<Round['books']> {
    return this.#one(
      `SELECT (SELECT count(*)::int FROM orders WHERE id > $2 AND state = 'paid') AS paid,
              (SELECT count(*)::int FROM orders WHERE id > $2 AND state <> 'paid') AS unpaid,
              (SELECT coalesce(-sum(on_hand_change), 0)::int FROM stock_movements
                WHERE id > $3::bigint AND variant_id = $1 AND kind = 'sell') AS sold,
              on_hand AS "onHand", on_hold AS "onHold"
         FROM stock_levels WHERE variant_id = $1`,
      [this.#variant, orders, movements],
    )
  }

  async #one<Row>(sql: string, values: unknown[] = []): Promise<Row> {
    return (await this.#client.query(sql, values)).rows[0]
  }
}

function counted(statuses: readonly number[]): Record<number, number> {
  const counts: Record<number, number> = {}
  for (const status of statuses) counts[status] = (counts[status] ?? 0) + 1
  return counts
}

/** How far a buyer came. */
const STAGE = { refused: 0, inCart: 1, placed: 2, paid: 3 } as const
type Stage = (typeof STAGE)[keyof typeof STAGE]
