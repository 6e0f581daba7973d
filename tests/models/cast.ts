import { Variant, type VariantFacts } from '../../src/models/catalog/variant.ts'
import { Money } from '../../src/models/money.ts'
import { type CouponClaim, unknownCoupon } from '../../src/models/pricing/coupon.ts'
import { somewhereIn } from '../../src/models/pricing/destination.ts'
import { PriceList, type Sale } from '../../src/models/pricing/price-list.ts'
import type { Promotion } from '../../src/models/pricing/promotion.ts'
import { PromotionList } from '../../src/models/pricing/promotion-list.ts'
import { Quote, type QuoteRequest, type Tariff } from '../../src/models/pricing/quote.ts'
import { ShippingMap, ShippingMethod } from '../../src/models/pricing/shipping.ts'
import { type TaxRate, TaxTable } from '../../src/models/pricing/tax.ts'

/** Saturday, 21 November 2026, ten o'clock UTC. */
export const NOW = new Date('2026-11-21T10:00:00Z')

export const eur = (amount: number) => Money.of(amount, 'EUR')

let lastId = 0

export function aVariant(facts: Partial<VariantFacts> = {}): Variant {
  lastId += 1
  return new Variant({
    id: lastId,
    productId: lastId,
    categoryIds: [1],
    taxCategory: 'standard',
    productName: 'Fluorite',
    productSlug: 'fluorite',
    sku: `FLUO-${lastId}`,
    listPrice: eur(1_000),
    floorPrice: null,
    grams: 100,
    millimetres: 40,
    options: [],
    quantityPrices: [],
    picture: null,
    onSale: true,
    ...facts,
  })
}

export function aSale(sale: Partial<Sale> = {}): Sale {
  return {
    name: 'Autumn sale',
    productId: null,
    categoryId: null,
    reduction: { percent: 20 },
    startsAt: new Date('2026-11-01T00:00:00Z'),
    endsAt: new Date('2026-12-01T00:00:00Z'),
    ...sale,
  }
}

export function aMethod(
  facts: Partial<ConstructorParameters<typeof ShippingMethod>[0]> = {},
): ShippingMethod {
  return new ShippingMethod({
    id: 1,
    name: 'Parcel',
    tiers: [
      { upToGrams: 1_000, price: eur(490) },
      { upToGrams: null, price: eur(990) },
    ],
    freeAbove: null,
    days: { handling: 1, fastest: 1, slowest: 2 },
    ...facts,
  })
}

export function aRate(rate: Partial<TaxRate> = {}): TaxRate {
  return {
    name: 'VAT 19 %',
    basisPoints: 1_900,
    category: 'standard',
    countries: [],
    validFrom: new Date('2020-01-01'),
    validTo: null,
    ...rate,
  }
}

export function aTariff(
  facts: Partial<Omit<Tariff, 'prices' | 'promotions'>> & {
    promotions?: readonly Promotion[]
    sales?: readonly Sale[]
    methods?: readonly ShippingMethod[]
  } = {},
): Tariff {
  const { sales = [], methods = [aMethod()], promotions = [], ...rest } = facts
  return {
    currency: 'EUR',
    prices: new PriceList(sales, NOW),
    promotions: new PromotionList(promotions),
    shipping: new ShippingMap([{ name: 'Everywhere', countries: [], methods }]),
    calendar: { holidays: [], cutOffHour: 13 },
    taxes: new TaxTable([aRate(), aRate({ category: 'shipping' })], true),
    now: NOW,
    ...rest,
  }
}

/** A quote for variants and how many of each. */
export function aQuote(
  items: readonly (readonly [Variant, number])[],
  tariff: Tariff = aTariff(),
  coupons: readonly CouponClaim[] = [],
  who: Partial<Pick<QuoteRequest, 'customer' | 'destination' | 'shippingMethod'>> = {},
): Quote {
  return Quote.of(tariff, {
    items: items.map(([variant, quantity]) => ({ variant, quantity })),
    coupons,
    destination: somewhereIn('DE'),
    customer: null,
    shippingMethod: null,
    ...who,
  })
}

export function claim(code: string, promotion: Promotion | null, usedUp = false): CouponClaim {
  if (!promotion) return unknownCoupon(code)
  return { code, promotion, refusal: usedUp ? `The coupon “${code}” has been used up.` : null }
}
