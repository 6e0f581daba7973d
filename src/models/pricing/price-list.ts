import type { Variant } from '../catalog/variant.ts'
import { Money } from '../money.ts'

/** A scheduled reduction of a product, a category or, with neither, everything. */
export interface Sale {
  readonly name: string
  readonly productId: number | null
  readonly categoryId: number | null
  readonly reduction: { readonly percent: number } | { readonly price: Money }
  readonly startsAt: Date
  readonly endsAt: Date
}

/** What one unit costs, and why. */
export interface UnitPrice {
  readonly list: Money
  readonly amount: Money
  /** Empty when the list price counts. */
  readonly reason: string
  readonly endsAt: Date | null
}

/** The sales that run at one moment. */
export class PriceList {
  readonly #running: readonly Sale[]

  constructor(sales: readonly Sale[], now: Date) {
    this.#running = sales.filter((sale) => sale.startsAt <= now && now < sale.endsAt)
  }

  /**
   * The lowest of list price, running sales (not below the floor price) and quantity price.
   *
   * @param quantity units of this variant in the cart
   */
  unitPrice(variant: Variant, quantity = 1): UnitPrice {
    const list: UnitPrice = { list: variant.listPrice, amount: variant.listPrice, reason: '', endsAt: null }
    return [...this.#salePrices(variant), ...quantityPrices(variant, quantity)].reduce(
      (lowest, price) => (price.amount.isLessThan(lowest.amount) ? price : lowest),
      list,
    )
  }

  #salePrices(variant: Variant): UnitPrice[] {
    return this.#running
      .filter((sale) => reaches(sale, variant))
      .map((sale) => ({
        list: variant.listPrice,
        amount: reduced(variant, sale),
        reason: sale.name,
        endsAt: sale.endsAt,
      }))
  }
}

function reaches(sale: Sale, variant: Variant): boolean {
  if (sale.productId !== null) return sale.productId === variant.productId
  return sale.categoryId === null || variant.categoryIds.includes(sale.categoryId)
}

function reduced(variant: Variant, sale: Sale): Money {
  const { listPrice, floorPrice } = variant
  const price =
    'percent' in sale.reduction ? listPrice.percent(100 - sale.reduction.percent) : sale.reduction.price
  return price.atLeast(floorPrice ?? Money.zero(listPrice.currency))
}

function quantityPrices(variant: Variant, quantity: number): UnitPrice[] {
  return variant.quantityPrices
    .filter((tier) => quantity >= tier.fromQuantity)
    .map((tier) => ({
      list: variant.listPrice,
      amount: tier.price,
      reason: `From ${tier.fromQuantity} pieces`,
      endsAt: null,
    }))
}
