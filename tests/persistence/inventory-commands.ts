import { randomUUID } from 'node:crypto'
import { Cart } from '../../src/models/cart/cart.ts'
import { ShopError } from '../../src/models/errors.ts'
import type { Demand } from '../../src/models/inventory/demand.ts'
import { holdOwner, paymentHoldExpiry } from '../../src/models/inventory/hold-rules.ts'
import type { Database } from '../../src/persistence/database.ts'
import type { Shopper } from '../../src/services/shopper.ts'
import type { Services } from '../../src/services.ts'

/** What may happen to stock. */
export type Command =
  | { do: 'add'; who: Who; variant: number; quantity: number }
  | { do: 'change'; who: Who; variant: number; quantity: number }
  | { do: 'merge'; guest: number; customer: number }
  | { do: 'order'; who: Who }
  | { do: 'pay'; order: number }
  | { do: 'abandon'; order: number }
  | { do: 'wait'; minutes: number }
  | { do: 'sweep' }
  | { do: 'correct'; variant: number; by: number }
  | { do: 'receive'; variant: number; quantity: number }

/** Customers by their ids; guests by a number, each known to one process alone. */
export type Who = { customer: number } | { guest: number }

/** By variant. */
export type Units = Readonly<Record<number, number>>

export interface Answer {
  /** 'done', the name of the shop's refusal, or what went wrong. */
  readonly ending: string
  /** The carts it was about, under the name of their holds. */
  readonly carts: readonly { owner: string; before: Units; after: Units }[]
  /** The order that it made, paid or gave up. */
  readonly order?: Order
}

export interface Order {
  readonly owner: string
  readonly units: Units
}

/** One process of the shop, as its commands see it. */
export class Branch {
  readonly services: Services
  readonly database: Database
  /** Paid or given up here and nowhere else; in the shop the lock of the order's row sees to that. */
  readonly #orders: Order[] = []
  readonly #guests = new Map<number, Cart>()
  #now = 0

  constructor(database: Database, services: (clock: () => Date) => Services) {
    this.database = database
    this.services = services(() => this.now)
  }

  get now(): Date {
    return new Date(this.#now)
  }

  wait(minutes: number): void {
    this.#now += minutes * 60_000
  }

  /** A new day: other guests, no orders. */
  begin(now: number): void {
    this.#now = now
    this.#guests.clear()
    this.#orders.length = 0
  }

  shopper(who: Who): Shopper {
    const guest = 'guest' in who ? who.guest : -1
    if (!this.#guests.has(guest)) this.#guests.set(guest, new Cart(randomUUID()))
    return {
      userId: 'customer' in who ? who.customer : null,
      visitor: `visitor ${process.pid} ${guest}`,
      guestHome: {
        contents: async () => copyOf(this.#guests.get(guest) as Cart),
        keep: async (cart) => void this.#guests.set(guest, copyOf(cart)),
      },
    }
  }

  cartOf(who: Who): Promise<Cart> {
    return this.services.carts.contents(this.shopper(who))
  }

  keepOrder(order: Order): Order {
    this.#orders.push(order)
    return order
  }

  takeOrder(index: number): Order | undefined {
    return this.#orders.splice(index % Math.max(1, this.#orders.length), 1)[0]
  }

  async perform(command: Command): Promise<Answer> {
    const shoppers = shoppersOf(command)
    const before = await Promise.all(shoppers.map((who) => this.cartOf(who)))
    const end = await this.#attempt(command)
    const after = await Promise.all(shoppers.map((who) => this.cartOf(who)))
    return {
      ...end,
      carts: shoppers.map((who, index) => {
        const [then, now] = [before[index] as Cart, after[index] as Cart]
        // A customer's cart gets its id when it is first changed; a guest's has a new one after joining.
        const { id } = 'customer' in who ? now : then
        return { owner: holdOwner.cart(id), before: unitsIn(then.lines), after: unitsIn(now.lines) }
      }),
    }
  }

  async #attempt(command: Command): Promise<Pick<Answer, 'ending' | 'order'>> {
    try {
      const run = COMMANDS[command.do] as (branch: Branch, command: Command) => Promise<Order | undefined>
      return { ending: 'done', order: await run(this, command) }
    } catch (error) {
      return { ending: error instanceof ShopError ? error.name : `failed: ${String(error)}` }
    }
  }
}

type Table = {
  readonly [Name in Command['do']]: (
    branch: Branch,
    command: Extract<Command, { do: Name }>,
  ) => Promise<unknown>
}

/** The one place that knows how the shop is asked; what has to do with an order, tells it. */
const COMMANDS: Table = {
  add: async (branch, { who, variant: variantId, quantity }) => {
    await branch.services.carts.add(branch.shopper(who), { variantId, quantity })
  },

  change: async (branch, { who, variant: variantId, quantity }) => {
    await branch.services.carts.setQuantity(branch.shopper(who), { variantId, quantity })
  },

  merge: async (branch, { guest, customer }) => {
    await branch.services.cartMerging.signIn(branch.shopper({ guest }), customer)
  },

  order: async (branch, { who }) => {
    const { id, lines } = await branch.cartOf(who)
    const owner = holdOwner.order(`${process.pid}-${randomUUID()}`)
    const terms = { now: branch.now, expiresAt: paymentHoldExpiry(branch.now) }
    await branch.database.transaction(({ stock }) => stock.passOn(holdOwner.cart(id), owner, lines, terms))
    for (const { variantId } of lines)
      await branch.services.carts.setQuantity(branch.shopper(who), { variantId, quantity: 0 })
    return branch.keepOrder({ owner, units: unitsIn(lines) })
  },

  pay: async (branch, command) => {
    const order = branch.takeOrder(command.order)
    if (!order) return
    const lines = Object.entries(order.units).map(([id, quantity]) => ({ variantId: Number(id), quantity }))
    await branch.database.transaction(({ stock }) => stock.sell(order.owner, lines, order.owner, branch.now))
    return order
  },

  abandon: async (branch, command) => {
    const order = branch.takeOrder(command.order)
    if (!order) return
    await branch.database.transaction(({ stock }) => stock.release(order.owner))
    return order
  },

  wait: async (branch, { minutes }) => branch.wait(minutes),

  sweep: async ({ services }) => {
    await services.inventory.sweepExpiredHolds()
  },

  correct: ({ services }, { variant, by }) =>
    services.inventory.correct(variant, { by }, 'counted', 'owner@example.com'),

  receive: ({ services }, { variant, quantity }) => services.inventory.receive(variant, quantity, 'delivery'),
}

function shoppersOf(command: Command): Who[] {
  if ('who' in command) return [command.who]
  return command.do === 'merge' ? [{ customer: command.customer }, { guest: command.guest }] : []
}

function unitsIn(lines: readonly Demand[]): Units {
  return Object.fromEntries(lines.map(({ variantId, quantity }) => [variantId, quantity]))
}

/** A cookie is written anew each time; nobody changes the one that the browser has. */
function copyOf(cart: Cart): Cart {
  const copy = new Cart(cart.id)
  for (const { variantId, quantity } of cart.lines) copy.setQuantity(variantId, quantity)
  return copy
}
