import type { Variant } from '../catalog/variant.ts'
import { StockLevel } from '../inventory/stock-level.ts'
import type { Cart } from './cart.ts'
import type { CartLine } from './cart-line.ts'
import type { Adjustment } from './cart-memo.ts'

/** What a cart is compared with. */
export interface Shelf {
  readonly variants: ReadonlyMap<number, Variant>
  readonly levels: ReadonlyMap<number, StockLevel>
}

/**
 * The lines that cannot be had as they are, and what becomes of them. What lies in other shoppers' carts may come back,
 * so such a line stays as it is.
 */
export function shortages(cart: Cart, shelf: Shelf): readonly Adjustment[] {
  return cart.lines.flatMap((line) => shortage(line, shelf) ?? [])
}

/** Makes the cart what can be had: fewer units, or none. */
export function adjust(cart: Cart, shortages: readonly Adjustment[]): void {
  for (const { variantId, to, because } of shortages) {
    if (because === 'sold') cart.saveForLater(variantId)
    else cart.setQuantity(variantId, to)
  }
}

function shortage({ variantId, quantity }: CartLine, { variants, levels }: Shelf): Adjustment | null {
  const variant = variants.get(variantId)
  const name = variant?.fullName ?? 'A specimen'
  if (!variant?.onSale) return { variantId, name, from: quantity, to: 0, because: 'withdrawn' }
  const level = levels.get(variantId) ?? StockLevel.none(variantId)
  if (level.isSoldOut) return { variantId, name, from: quantity, to: 0, because: 'sold' }
  if (level.covers(quantity) || !level.covers(1)) return null
  return { variantId, name, from: quantity, to: level.available, because: 'fewer' }
}
