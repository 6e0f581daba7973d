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
  /** When the sale that it is due to begins and ends; null when it is due to none. */
  readonly startsAt: Date | null
  readonly endsAt: Date | null
}

/** What must be known of a variant to price it. Listings say no id, because no group has a price of its own there. */
export type Priced = Pick<
  Variant,
  'productId' | 'categoryIds' | 'listPrice' | 'floorPrice' | 'quantityPrices'
> & { readonly id?: number }

/** What customers of a group pay for a variant. */
export interface GroupPrice {
  readonly variantId: number
  readonly group: string
  readonly price: Money
}

/** The sales that run at one moment, and what is a price of its own for whoever buys. */
export class PriceList {
  readonly #running: readonly Sale[]
  readonly #groupPrices: ReadonlyMap<number, readonly GroupPrice[]>

  /** @param groupPrices of the groups that the customer is in; pages that are the same for everybody have none */
  constructor(sales: readonly Sale[], now: Date, groupPrices: readonly GroupPrice[] = []) {
    this.#running = sales.filter((sale) => sale.startsAt <= now && now < sale.endsAt)
    this.#groupPrices = Map.groupBy(groupPrices, ({ variantId }) => variantId)
  }

  /**
   * The lowest of list price, running sales (not below the floor price), quantity price and price for a group; of equals
   * the first in this order.
   *
   * @param quantity units of this variant in the cart
   */
  unitPrice(variant: Priced, quantity = 1): UnitPrice {
    const list: UnitPrice = {
      list: variant.listPrice,
      amount: variant.listPrice,
      reason: '',
      startsAt: null,
      endsAt: null,
    }
    const others = [
      ...this.#salePrices(variant),
      ...quantityPrices(variant, quantity),
      ...this.#pricesForGroups(variant),
    ]
    return others.reduce((lowest, price) => (price.amount.isLessThan(lowest.amount) ? price : lowest), list)
  }

  /** True if a running sale concerns the product. */
  reaches(product: Pick<Priced, 'productId' | 'categoryIds'>): boolean {
    return this.#running.some((sale) => reaches(sale, product))
  }

  #salePrices(variant: Priced): UnitPrice[] {
    return this.#running
      .filter((sale) => reaches(sale, variant))
      .map((sale) => ({
        list: variant.listPrice,
        amount: reduced(variant, sale),
        reason: sale.name,
        startsAt: sale.startsAt,
        endsAt: sale.endsAt,
      }))
  }

  #pricesForGroups({ id, listPrice }: Priced): UnitPrice[] {
    const prices = id === undefined ? [] : (this.#groupPrices.get(id) ?? [])
    return prices.map(({ group, price }) => ({
      list: listPrice,
      amount: price,
      reason: `Price for ${group}`,
      startsAt: null,
      endsAt: null,
    }))
  }
}

function reaches(sale: Sale, variant: Pick<Priced, 'productId' | 'categoryIds'>): boolean {
  if (sale.productId !== null) return sale.productId === variant.productId
  return sale.categoryId === null || variant.categoryIds.includes(sale.categoryId)
}

function reduced(variant: Priced, sale: Sale): Money {
  const { listPrice, floorPrice } = variant
  const price =
    'percent' in sale.reduction ? listPrice.percent(100 - sale.reduction.percent) : sale.reduction.price
  return price.atLeast(floorPrice ?? Money.zero(listPrice.currency))
}

function quantityPrices(variant: Priced, quantity: number): UnitPrice[] {
  return variant.quantityPrices
    .filter((tier) => quantity >= tier.fromQuantity)
    .map((tier) => ({
      list: variant.listPrice,
      amount: tier.price,
      reason: `From ${tier.fromQuantity} pieces`,
      startsAt: null,
      endsAt: null,
    }))
}
