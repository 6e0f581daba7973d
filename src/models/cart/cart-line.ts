import { QuantityRefused } from '../errors.ts'

export const MOST_UNITS_PER_LINE = 9_999

export class CartLine {
  readonly variantId: number
  readonly quantity: number

  /** @throws QuantityRefused unless quantity is a whole number from 1 to 9,999 */
  constructor(variantId: number, quantity: number) {
    if (!Number.isInteger(quantity) || quantity < 1 || quantity > MOST_UNITS_PER_LINE)
      throw new QuantityRefused(MOST_UNITS_PER_LINE)
    this.variantId = variantId
    this.quantity = quantity
  }
}
