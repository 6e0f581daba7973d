import { randomUUID } from 'node:crypto'
import { Cart } from '../models/cart/cart.ts'
import type { CartLine } from '../models/cart/cart-line.ts'
import type { Variant } from '../models/catalog/variant.ts'
import { holdOwner } from '../models/inventory/hold-rules.ts'
import type { Database, Repositories } from '../persistence/database.ts'
import type { CartHolds } from './cart-holds.ts'
import { actOnCart, type CartInHand, changeCart, type Shopper } from './shopper.ts'

/** What became of two carts. */
export interface Merging {
  /** Names of the specimens of which fewer came along than both wanted together. */
  readonly short: readonly string[]
  /** Takes the merging back; null if there was nothing to merge. */
  readonly undo: string | null
}

/** Brings carts together: a guest's with the one of the account they sign in to, or a shared one with one's own. */
export class CartMergeService {
  readonly #database: Database
  readonly #holds: CartHolds
  readonly #clock: () => Date

  constructor(database: Database, holds: CartHolds, clock: () => Date) {
    this.#database = database
    this.#holds = holds
    this.#clock = clock
  }

  /**
   * A guest signs in: what they had collected joins their own cart, capped by what there is. The same guest's cart
   * joins once, even if two tabs sign in at the same moment.
   */
  async signIn(guest: Shopper, userId: number): Promise<Merging> {
    const collected = await guest.guestHome.contents()
    const customer = { ...guest, userId }
    const merging = await changeCart(this.#database, customer, async (inHand) => {
      const { carts, cartMeans, cartMemos, drafts, stock } = inHand.repositories
      if (!(await carts.isFirstMerge(collected.id))) return { short: [], undo: null }
      inHand.memo.join(await cartMemos.of(collected.id))
      await cartMeans.join(collected.id, inHand.cart.id)
      await cartMemos.forget(collected.id)
      await drafts.moveAll(collected.id, inHand.cart.id)
      await stock.release(holdOwner.cart(collected.id))
      return this.#join(customer, inHand, collected)
    })
    // Under a new id: what they collect after signing out may join once more.
    await guest.guestHome.keep(new Cart(randomUUID()))
    return merging
  }

  /**
   * Somebody takes over the lines of a cart that was shared with them: what the shop still offers, at the prices of now,
   * which they have just seen.
   */
  async takeOver(shopper: Shopper, lines: readonly CartLine[]): Promise<Merging> {
    let merging: Merging = { short: [], undo: null }
    await actOnCart(this.#database, shopper, async (inHand) => {
      const { cart, memo, repositories } = inHand
      const known = await this.#variants(lines, repositories)
      const offered = [...known.values()].filter(({ onSale }) => onSale)
      const shared = new Cart(randomUUID(), { lines }).keepOnly(offered.map(({ id }) => id))
      const before = new Map(offered.map(({ id }) => [id, cart.quantityOf(id)]))
      merging = await this.#join(shopper, inHand, shared)
      const variantIds = offered.map(({ id }) => id)
      const prices = await repositories.tariffs.pricesFor({ id: cart.id, variantIds }, this.#clock())
      for (const variant of offered)
        memo.agreeToMore(variant, prices, {
          before: before.get(variant.id) ?? 0,
          after: cart.quantityOf(variant.id),
        })
    })
    return merging
  }

  async #join(shopper: Shopper, { cart, memo, repositories }: CartInHand, other: Cart): Promise<Merging> {
    const { stock } = repositories
    const now = this.#clock()
    const variants = await this.#variants([...other.lines, ...other.saved], repositories)
    const ids = [...variants.keys()]
    const before = { lines: cart.lines, saved: cart.saved, coupons: cart.coupons }

    const short = new Set(cart.merge(other.keepOnly(ids)))
    const room = await stock.room(linesIds(cart), holdOwner.cart(cart.id), now)
    for (const { variantId } of other.lines) {
      const there = room.leftBy(cart.lines, variantId).mostPerLine
      const most = variants.get(variantId)?.mostOf(there) ?? there
      if (cart.quantityOf(variantId) > most) {
        cart.setQuantity(variantId, most)
        short.add(variantId)
      }
    }
    const joined = [...variants.values()].filter(({ id }) => other.quantityOf(id) > 0)
    const kept = joined.filter(({ id }) => cart.quantityOf(id) > 0)
    await this.#holds.keepFromTheCartOn(shopper, cart, kept, repositories)
    const key = other.isEmpty ? null : randomUUID()
    if (key) memo.mayUndo({ key, before, joined: joined.map(({ id }) => id) })
    return { short: [...short].map((id) => variants.get(id)?.fullName ?? 'a specimen'), undo: key }
  }

  #variants(lines: readonly CartLine[], { catalog }: Repositories): Promise<Map<number, Variant>> {
    return catalog.variants(
      lines.map(({ variantId }) => variantId),
      this.#clock(),
    )
  }
}

function linesIds({ lines }: Cart): number[] {
  return lines.map(({ variantId }) => variantId)
}
