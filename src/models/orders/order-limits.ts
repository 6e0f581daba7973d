import { Conflict, Overrun } from '../errors.ts'
import { mayKeep } from '../inventory/hold-rules.ts'

/** Orders that may await payment at a time. Each keeps its units from others until it is paid, cancelled or given up. */
export const MOST_UNPAID = { ofCustomer: 5, ofAddress: 20, ofShop: 2_000 } as const

/** What is ordered and not paid yet. */
export interface Unpaid {
  readonly orders: number
  readonly units: number
}

/**
 * Everybody may have one order of any size unpaid, but nobody keeps the whole shop by placing one after the other.
 *
 * @param own what the customer, or the guests of one address, have unpaid beside this order
 * @throws Conflict, Overrun if the whole shop has too many
 */
export function refuseHoarding(own: Unpaid, most: number, inShop: number): void {
  if (!mayKeep(own.units))
    throw new Conflict('You have unpaid orders for many specimens. Please pay or cancel one of them first.')
  if (own.orders >= most)
    throw new Conflict(`You have ${own.orders} unpaid orders. Please pay or cancel one of them first.`)
  if (inShop >= MOST_UNPAID.ofShop) throw new Overrun()
}
