import { Seconds } from '../clock.ts'
import { Amount } from '../money/amount.ts'
import { CheckoutSession } from '../resources/checkout-session.ts'
import { newId } from '../resources/id.ts'
import { type LineItem, lineTotal } from '../resources/line-item.ts'
import { InvalidRequest } from './api-error.ts'
import type { CheckoutSessionParameters, LineItemParameters } from './checkout-session-parameters.ts'

/** A session made from parameters; refuses what Stripe refuses although every parameter for itself is right. */
export function orderSession(parameters: CheckoutSessionParameters, now: number): CheckoutSession {
  const lines = parameters.line_items.map(lineOf)
  const currency = commonCurrency(parameters.line_items)
  const { payment_intent_data: intent } = parameters
  return new CheckoutSession({
    id: newId('cs_test', 58),
    created: now,
    expiresAt: expiry(parameters.expires_at, now),
    status: 'open',
    paymentStatus: 'unpaid',
    currency,
    amount: chargeable(lines, currency),
    lines,
    successUrl: parameters.success_url,
    cancelUrl: parameters.cancel_url ?? null,
    clientReferenceId: parameters.client_reference_id ?? null,
    customerEmail: parameters.customer_email ?? null,
    payer: null,
    locale: parameters.locale ?? null,
    submitType: parameters.submit_type ?? null,
    metadata: parameters.metadata ?? {},
    intentDescription: intent?.description ?? null,
    intentReceiptEmail: intent?.receipt_email ?? null,
    intentMetadata: intent?.metadata ?? {},
    intent: null,
  })
}

function lineOf({
  price_data: { product_data: product, unit_amount },
  quantity,
}: LineItemParameters): LineItem {
  return {
    id: newId('li'),
    price: newId('price'),
    product: newId('prod', 14),
    name: product.name,
    description: product.description ?? null,
    images: product.images ?? [],
    unitAmount: unit_amount,
    quantity,
  }
}

function commonCurrency(lines: LineItemParameters[]): string {
  const [currency = '', ...others] = new Set(lines.map((line) => line.price_data.currency))
  if (others.length > 0) {
    throw new InvalidRequest(
      `All line items must have the same currency. Found currencies: ${[currency, ...others].join(', ')}.`,
      { param: 'line_items' },
    )
  }
  return currency
}

function chargeable(lines: LineItem[], currency: string): number {
  const total = new Amount(
    lines.reduce((sum, line) => sum + lineTotal(line), 0),
    currency,
  )
  if (total.isTooSmall) {
    throw new InvalidRequest(
      `The Checkout Session's total amount due must add up to at least ${total.least} ${currency}`,
      { code: 'amount_too_small' },
    )
  }
  if (total.isTooLarge) {
    throw new InvalidRequest(
      `The Checkout Session's total amount due must be no more than ${total.most} ${currency}`,
      { code: 'amount_too_large' },
    )
  }
  return total.minor
}

function expiry(asked: number | undefined, now: number): number {
  if (asked === undefined) return now + Seconds.day

  const demand = tooSoonOrTooLate(asked - now)
  if (demand) {
    throw new InvalidRequest(
      `The \`expires_at\` timestamp must be ${demand} from Checkout Session creation.`,
      {
        param: 'expires_at',
      },
    )
  }
  return asked
}

function tooSoonOrTooLate(seconds: number): string | undefined {
  if (seconds < 30 * Seconds.minute) return 'at least 30 minutes'
  if (seconds > Seconds.day) return 'less than 24 hours'
}
