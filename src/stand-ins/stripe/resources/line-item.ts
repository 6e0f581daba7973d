import type Stripe from 'stripe'
import { z } from 'zod'

export const lineItem = z.object({
  id: z.string(),
  price: z.string(),
  product: z.string(),
  name: z.string(),
  description: z.string().nullable(),
  images: z.array(z.string()),
  unitAmount: z.number(),
  quantity: z.number(),
})

export type LineItem = z.infer<typeof lineItem>

export function lineTotal({ unitAmount, quantity }: LineItem): number {
  return unitAmount * quantity
}

// Over the wire a decimal is a string; the client makes its `Decimal` of it.
type WirePrice = Omit<Stripe.Price, 'unit_amount_decimal'> & { unit_amount_decimal: string }
type WireLineItem = Omit<Stripe.LineItem, 'price'> & { price: WirePrice }

export function lineItemToStripe(line: LineItem, currency: string, created: number): WireLineItem {
  return {
    id: line.id,
    object: 'item',
    adjustable_quantity: null,
    amount_discount: 0,
    amount_subtotal: lineTotal(line),
    amount_tax: 0,
    amount_total: lineTotal(line),
    currency,
    description: line.name,
    metadata: {},
    price: {
      id: line.price,
      object: 'price',
      active: false,
      billing_scheme: 'per_unit',
      created,
      currency,
      custom_unit_amount: null,
      livemode: false,
      lookup_key: null,
      metadata: {},
      nickname: null,
      product: line.product,
      recurring: null,
      tax_behavior: 'unspecified',
      tiers_mode: null,
      transform_quantity: null,
      type: 'one_time',
      unit_amount: line.unitAmount,
      unit_amount_decimal: String(line.unitAmount),
    },
    quantity: line.quantity,
  }
}
