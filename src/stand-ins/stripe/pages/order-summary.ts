import { Amount } from '../money/amount.ts'
import type { CheckoutSession } from '../resources/checkout-session.ts'
import { lineTotal } from '../resources/line-item.ts'

/** What is to be paid for, in words and prices. */
export function orderSummary({ record: { lines, currency, amount } }: CheckoutSession) {
  return {
    total: String(new Amount(amount, currency)),
    lines: lines.map((line) => ({
      name: line.name,
      description: line.description,
      image: line.images[0],
      quantity: line.quantity,
      each: line.quantity > 1 ? `${new Amount(line.unitAmount, currency)} each` : null,
      total: String(new Amount(lineTotal(line), currency)),
    })),
  }
}
