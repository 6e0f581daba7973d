import type { Variant } from '../catalog/variant.ts'
import type { Money } from '../money.ts'
import { PriceList, type Sale } from './price-list.ts'

/** A list price and the moment from which it counted. */
export interface PriceChange {
  readonly variantId: number
  readonly at: Date
  readonly price: Money
}

const DAYS_30 = 30 * 86_400_000

/** What variants were sold for: their list prices, and the sales of the time. */
export class PriceHistory {
  readonly #changes: readonly PriceChange[]
  readonly #sales: readonly Sale[]

  /** @param changes oldest first */
  constructor(changes: readonly PriceChange[], sales: readonly Sale[]) {
    this.#changes = changes
    this.#sales = sales
  }

  /** Prices before this moment count for nothing when a reduction begins at `start`. */
  static windowBefore(start: Date): Date {
    return new Date(start.getTime() - DAYS_30)
  }

  /**
   * The lowest price of the 30 days before a reduction (Directive 98/6/EC, article 6a), earlier reductions included.
   *
   * @returns null if it was not sold before
   */
  lowestBefore(start: Date, variant: Variant): Money | null {
    return this.#moments(PriceHistory.windowBefore(start), start, variant)
      .flatMap((moment) => this.#priceAt(moment, variant) ?? [])
      .reduce<Money | null>((lowest, price) => (lowest && !price.isLessThan(lowest) ? lowest : price), null)
  }

  /** When a price may have begun: between two of these moments none changes. */
  #moments(from: Date, to: Date, variant: Variant): Date[] {
    const changes = this.#changes.filter(({ variantId }) => variantId === variant.id).map(({ at }) => at)
    const turns = this.#sales.flatMap(({ startsAt, endsAt }) => [startsAt, endsAt])
    return [from, ...changes, ...turns].filter((moment) => from <= moment && moment < to)
  }

  #priceAt(moment: Date, variant: Variant): Money | null {
    const change = this.#changes.findLast(({ variantId, at }) => variantId === variant.id && at <= moment)
    return change ? new PriceList(this.#sales, moment).unitPrice(variant.at(change.price)).amount : null
  }
}
