import type { Money } from '../money.ts'
import { deliveryText } from '../pricing/delivery-text.ts'
import type { PriceTag, TierOnTag } from '../pricing/price-tag.ts'
import type { ShippingOffer } from '../pricing/quote.ts'
import type { ShopTime } from '../shop-time.ts'
import { type Choice, choiceOf } from './picker.ts'
import type { Variant } from './variant.ts'

/**
 * All that a product page says of one variant, in words, its stock excepted. The page is made with the sheet of the
 * chosen one; the script of the picker has the others.
 */
export interface VariantSheet {
  readonly id: number
  readonly choice: Choice
  readonly name: string
  readonly price: string
  /** Empty strings stand for what there is nothing to say about. */
  readonly list: string
  readonly reason: string
  readonly lowest: string
  /** What a set would cost one by one. */
  readonly separately: string
  readonly tiers: readonly TierOnTag[]
  readonly sku: string
  readonly size: string
  readonly weight: string
  readonly millimetres: number | null
  readonly delivery: { readonly days: string; readonly cost: string } | null
}

export function variantSheet(
  variant: Variant,
  tag: PriceTag,
  delivery: ShippingOffer | null,
  shopTime: ShopTime,
  apart: Money | null = null,
): VariantSheet {
  return {
    id: variant.id,
    choice: choiceOf(variant),
    name: variant.name,
    price: tag.amount,
    list: tag.list,
    reason: tag.reason(shopTime),
    lowest: tag.lowest,
    separately: apart ? `${apart.format()} if bought one by one` : '',
    tiers: tag.tiers,
    sku: variant.sku,
    size: variant.millimetres === null ? '' : `${variant.millimetres} mm`,
    weight: weight(variant.grams),
    millimetres: variant.millimetres,
    delivery: delivery && { days: deliveryText(delivery.promise), cost: cost(delivery) },
  }
}

/** '660 g', '1.82 kg' */
function weight(grams: number): string {
  return grams < 1_000 ? `${grams} g` : `${Number((grams / 1_000).toPrecision(3))} kg`
}

function cost({ price }: ShippingOffer): string {
  return price.isZero ? 'free of charge' : price.format()
}
