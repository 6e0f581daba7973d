import type { LineTax } from './quote.ts'
import type { QuoteLine, Units } from './quote-line.ts'

/** One step from the list price to what a line costs. */
export interface PriceReason {
  readonly what: string
  readonly amount: string
}

/** Why a line costs what it costs: list price, sale or quantity price, units, each promotion's share, tax. */
export function priceReasons(
  { price, quantity, subtotal, reductions, total, units }: QuoteLine,
  { basisPoints, tax }: LineTax,
  pricesIncludeTax: boolean,
): readonly PriceReason[] {
  return [
    { what: 'List price', amount: price.list.format() },
    ...(price.reason ? [{ what: price.reason, amount: price.amount.format() }] : []),
    ...(quantity > 1 ? [{ what: `${quantity} pieces`, amount: subtotal.format() }] : []),
    ...reductions.map(({ because, amount }) => ({ what: because, amount: `−${amount.format()}` })),
    ...(reductions.length > 0 ? [{ what: `Together${unitsApart(units)}`, amount: total.format() }] : []),
    {
      what: `${pricesIncludeTax ? 'Tax in it' : 'Tax on top'}, ${basisPoints / 100} %`,
      amount: tax.format(),
    },
  ]
}

/** ', 2 at €10.00 and 1 at €0.00'; the cents by which equal units differ, because a discount cannot be split, are not told. */
function unitsApart(units: readonly Units[]): string {
  const [dearest, cheapest] = [units[0], units.at(-1)]
  if (!dearest || !cheapest || dearest.price.minus(cheapest.price).amount <= 1) return ''
  return `, ${AND.format(units.map(({ quantity, price }) => `${quantity} at ${price.format()}`))}`
}

const AND = new Intl.ListFormat('en-GB')
