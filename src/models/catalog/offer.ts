import type { StockLevel } from '../inventory/stock-level.ts'
import type { UnitPrice } from '../pricing/price-list.ts'
import type { Variant } from './variant.ts'

/** A variant as a shopper meets it on the product page: with its price and stock of this moment. */
export interface Offer {
  readonly variant: Variant
  readonly price: UnitPrice
  readonly stock: StockLevel
}
