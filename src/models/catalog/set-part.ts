import type { Money } from '../money.ts'
import type { PriceList } from '../pricing/price-list.ts'
import type { Variant } from './variant.ts'

/** What a set contains, and how many of it. */
export interface SetPart {
  readonly variant: Variant
  readonly quantity: number
}

/** What the parts of a set cost one by one; null unless that is more than the set costs. */
export function separately(variant: Variant, prices: PriceList): Money | null {
  const [first, ...others] = variant.parts.map((part) =>
    prices.unitPrice(part.variant, part.quantity).amount.times(part.quantity),
  )
  const together = first && others.reduce((sum, amount) => sum.plus(amount), first)
  return together && prices.unitPrice(variant).amount.isLessThan(together) ? together : null
}
