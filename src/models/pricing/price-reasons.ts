import type { LineTax } from './quote.ts'
import type { QuoteLine } from './quote-line.ts'

/** One step from the list price to what a line costs. */
export interface PriceReason {
  readonly what: string
  readonly amount: string
}

/** Why a line costs what it costs: list price, sale or quantity price, units, each promotion's share, tax. */
export function priceReasons(
  { price, quantity, subtotal, reductions, total }: QuoteLine,
  { basisPoints, tax }: LineTax,
  pricesIncludeTax: boolean,
): readonly PriceReason[] {
  return [
    { what: 'List price', amount: price.list.format() },
    ...(price.reason ? [{ what: price.reason, amount: price.amount.format() }] : []),
    ...(quantity > 1 ? [{ what: `${quantity} pieces`, amount: subtotal.format() }] : []),
    ...reductions.map(({ because, amount }) => ({ what: because, amount: `−${amount.format()}` })),
    ...(reductions.length > 0 ? [{ what: 'Together', amount: total.format() }] : []),
    {
      what: `${pricesIncludeTax ? 'Tax in it' : 'Tax on top'}, ${basisPoints / 100} %`,
      amount: tax.format(),
    },
  ]
}
