import type { Cart } from '../models/cart/cart.ts'
import type { Variant } from '../models/catalog/variant.ts'
import { OutOfStock } from '../models/errors.ts'
import { cartHoldExpiry, holdOwner, mayKeep } from '../models/inventory/hold-rules.ts'
import type { Repositories } from '../persistence/database.ts'
import type { Shopper } from './shopper.ts'

/** Sets the units of a cart aside, within the bounds of one visitor. */
export class CartHolds {
  readonly #clock: () => Date

  constructor(clock: () => Date) {
    this.#clock = clock
  }

  /**
   * Checks the stock for lines that were just changed and, where the shop holds from the cart on, keeps their units.
   *
   * @throws OutOfStock, naming the first line that is short
   */
  async keep(
    shopper: Shopper,
    cart: Cart,
    variants: readonly Variant[],
    repositories: Repositories,
  ): Promise<void> {
    // Who comes too late takes no lock, so that a rush for one unit is over soon; the hold itself decides who gets it.
    await this.#refuseWhatIsShort(cart, variants, repositories)
    const { holdStockFrom } = await repositories.settings.all()
    if (holdStockFrom === 'cart' && (await this.#mayHold(shopper, cart, repositories)))
      await this.#hold(shopper, cart, variants, repositories)
  }

  /** Where the shop holds from the cart on, sets aside what can be. */
  async keepFromTheCartOn(
    shopper: Shopper,
    cart: Cart,
    variants: readonly Variant[],
    repositories: Repositories,
  ): Promise<void> {
    const { holdStockFrom } = await repositories.settings.all()
    if (holdStockFrom === 'cart') await this.keepWhatIsThere(shopper, cart, variants, repositories)
  }

  /** Sets aside what can be: lines that are short stay as they are, to be seen on the page. */
  async keepWhatIsThere(
    shopper: Shopper,
    cart: Cart,
    variants: readonly Variant[],
    repositories: Repositories,
  ): Promise<void> {
    if (!(await this.#mayHold(shopper, cart, repositories))) return
    const ids = variants.map(({ id }) => id)
    const levels = await repositories.stock.levels(ids, holdOwner.cart(cart.id), this.#clock())
    const there = variants.filter(({ id }) => levels.get(id)?.covers(cart.quantityOf(id)))
    // Somebody may take the last one at this very moment; the other lines are held all the same.
    await this.#hold(shopper, cart, there, repositories).catch((error: unknown) => {
      if (!(error instanceof OutOfStock)) throw error
    })
  }

  /** Lets go of what is no longer in the cart. */
  async release(cart: Cart, variantIds: readonly number[], { stock }: Repositories): Promise<void> {
    const gone = variantIds.filter((id) => cart.quantityOf(id) === 0)
    if (gone.length > 0) await stock.release(holdOwner.cart(cart.id), gone)
  }

  /** Beyond the bound they still shop, but nothing is kept for them until they order. */
  async #mayHold({ visitor }: Shopper, cart: Cart, { stock }: Repositories): Promise<boolean> {
    const elsewhere = await stock.unitsHeldBy(visitor, holdOwner.cart(cart.id), this.#clock())
    return mayKeep(elsewhere, cart.units)
  }

  async #hold(
    { visitor }: Shopper,
    cart: Cart,
    variants: readonly Variant[],
    { stock }: Repositories,
  ): Promise<void> {
    const now = this.#clock()
    const owner = holdOwner.cart(cart.id)
    const demands = variants.map(({ id, fullName }) => ({
      variantId: id,
      quantity: cart.quantityOf(id),
      name: fullName,
    }))
    await stock.holdAll(owner, demands, { now, expiresAt: cartHoldExpiry(now), visitor })
    await stock.extend(owner, now)
  }

  async #refuseWhatIsShort(cart: Cart, variants: readonly Variant[], { stock }: Repositories): Promise<void> {
    const ids = variants.map(({ id }) => id)
    const levels = await stock.levels(ids, holdOwner.cart(cart.id), this.#clock())
    for (const { id, fullName } of variants) {
      const level = levels.get(id)
      if (!level?.covers(cart.quantityOf(id))) throw new OutOfStock(id, level?.available ?? 0, fullName)
    }
  }
}
