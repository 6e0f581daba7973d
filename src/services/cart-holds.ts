import type { Cart } from '../models/cart/cart.ts'
import type { CartLine } from '../models/cart/cart-line.ts'
import type { Variant } from '../models/catalog/variant.ts'
import { OutOfStock } from '../models/errors.ts'
import { cartHoldExpiry, holdOwner, mayKeep } from '../models/inventory/hold-rules.ts'
import type { Stockroom } from '../models/inventory/stockroom.ts'
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
    const room = await this.#room(cart, repositories)
    refuseWhatIsShort(cart, variants, room)
    const { holdStockFrom } = await repositories.settings.all()
    if (holdStockFrom === 'cart' && (await this.#mayHold(shopper, cart, room, repositories)))
      await this.#hold(shopper, cart, variants, linesBeside(cart.lines, variants), repositories)
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
    const room = await this.#room(cart, repositories)
    if (!(await this.#mayHold(shopper, cart, room, repositories))) return
    const levels = room.inTurn(cart.lines)
    const there = cart.lines.filter(({ variantId, quantity }) => levels.get(variantId)?.covers(quantity))
    const wanted = variants.filter(({ id }) => there.some(({ variantId }) => variantId === id))
    // Somebody may take the last one at this very moment; the other lines are held all the same.
    await this.#hold(shopper, cart, wanted, linesBeside(there, wanted), repositories).catch(
      (error: unknown) => {
        if (!(error instanceof OutOfStock)) throw error
      },
    )
  }

  /** Lets go of what is no longer in the cart, but for parts that another line takes too. */
  async release(cart: Cart, variantIds: readonly number[], { stock }: Repositories): Promise<void> {
    const gone = variantIds.filter((id) => cart.quantityOf(id) === 0)
    if (gone.length > 0) await stock.release(holdOwner.cart(cart.id), gone, cart.lines)
  }

  /** Beyond the bound they still shop, but nothing is kept for them until they order. */
  async #mayHold(
    { visitor }: Shopper,
    cart: Cart,
    room: Stockroom,
    { stock }: Repositories,
  ): Promise<boolean> {
    const elsewhere = await stock.unitsHeldBy(visitor, holdOwner.cart(cart.id), this.#clock())
    return mayKeep(elsewhere, room.units(cart.lines))
  }

  async #hold(
    { visitor }: Shopper,
    cart: Cart,
    variants: readonly Variant[],
    beside: readonly CartLine[],
    { stock }: Repositories,
  ): Promise<void> {
    const now = this.#clock()
    const owner = holdOwner.cart(cart.id)
    const demands = variants.map(({ id, fullName }) => ({
      variantId: id,
      quantity: cart.quantityOf(id),
      name: fullName,
    }))
    await stock.holdAll(owner, demands, { now, expiresAt: cartHoldExpiry(now), visitor }, beside)
    await stock.extend(owner, now)
  }

  #room(cart: Cart, { stock }: Repositories): Promise<Stockroom> {
    const ids = cart.lines.map(({ variantId }) => variantId)
    return stock.room(ids, holdOwner.cart(cart.id), this.#clock())
  }
}

function linesBeside(lines: readonly CartLine[], variants: readonly Variant[]): CartLine[] {
  return lines.filter(({ variantId }) => !variants.some(({ id }) => id === variantId))
}

/** What the cart's other lines take of the same is not there for these. */
function refuseWhatIsShort({ lines }: Cart, variants: readonly Variant[], room: Stockroom): void {
  for (const { variantId, quantity } of lines) {
    const variant = variants.find(({ id }) => id === variantId)
    const { available } = room.leftBy(lines, variantId)
    if (variant && available < quantity)
      throw new OutOfStock(variantId, available, variant.fullName, room.of(variantId).covers(quantity))
  }
}
