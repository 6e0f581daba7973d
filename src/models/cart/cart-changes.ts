import { createHash } from 'node:crypto'
import { Money } from '../money.ts'
import type { QuoteLine } from '../pricing/quote-line.ts'
import type { Adjustment, AgreedPrice, CartMemo } from './cart-memo.ts'

/** Something that is no longer as the shopper last saw it. */
export interface CartChange {
  readonly variantId: number
  readonly sentence: string
}

/** All that happened to a cart without its shopper; to be accepted before paying. */
export class CartChanges {
  /** By line; what left the cart comes first. */
  readonly all: readonly CartChange[]

  constructor(lines: readonly QuoteLine[], memo: CartMemo) {
    const repriced = lines.flatMap((line) => priceChange(line, memo.agreedPrice(line.variant.id)) ?? [])
    this.all = [...memo.adjustments.map(adjustmentChange), ...repriced]
  }

  get none(): boolean {
    return this.all.length === 0
  }

  of(variantId: number): readonly CartChange[] {
    return this.all.filter((change) => change.variantId === variantId)
  }

  /** Stands for what is accepted: nobody agrees to what they have not seen. */
  get fingerprint(): string {
    return createHash('sha256').update(JSON.stringify(this.all)).digest('base64url').slice(0, 16)
  }
}

function priceChange(
  { variant, price }: Pick<QuoteLine, 'variant' | 'price'>,
  agreed: AgreedPrice | null,
): CartChange | null {
  if (!agreed || agreed.currency !== price.amount.currency || agreed.amount === price.amount.amount)
    return null
  const before = Money.of(agreed.amount, agreed.currency)
  const because = whyChanged(agreed.reason, price.reason)
  return {
    variantId: variant.id,
    sentence: `${variant.fullName} now costs ${price.amount.format()} instead of ${before.format()}${because}.`,
  }
}

function whyChanged(before: string, now: string): string {
  if (now && now !== before) return `: ${now}`
  return before && !now ? `: “${before}” no longer applies` : ''
}

function adjustmentChange(adjustment: Adjustment): CartChange {
  return { variantId: adjustment.variantId, sentence: adjustmentSentence(adjustment) }
}

export function adjustmentSentence({ name, from, to, because }: Adjustment): string {
  return SENTENCES[because](name, from, to)
}

const SENTENCES: Readonly<Record<Adjustment['because'], (name: string, from: number, to: number) => string>> =
  {
    fewer: (name, from, to) => `There are only ${to} left of ${name}; you wanted ${from}.`,
    sold: (name) =>
      `${name} was sold in the meantime. We keep it under “Saved for later”, in case it comes back.`,
    withdrawn: (name) => `${name} is no longer offered. We have taken it out of your cart.`,
  }
