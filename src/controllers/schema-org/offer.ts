import type { Offer } from '../../models/catalog/offer.ts'
import type { ShopAddresses } from '../../models/catalog/shop-addresses.ts'
import type { StockLevel } from '../../models/inventory/stock-level.ts'
import type { ShippingOffer } from '../../models/pricing/quote.ts'
import { type Thing, term } from './graph.ts'
import { organizationId } from './shop.ts'

/** Where parcels go and how, as the page says it. */
export interface Delivery {
  /** ISO 3166-1 alpha-2. */
  readonly country: string
  /** For one unit alone, by variant id; missing where the shop does not deliver. */
  readonly offers: ReadonlyMap<number, ShippingOffer>
}

const AVAILABILITY: Readonly<Record<StockLevel['mood'], string>> = {
  plenty: term('InStock'),
  few: term('LimitedAvailability'),
  gone: term('OutOfStock'),
}

const RETURN_DAYS = 30

/** What a variant costs, as printed; undefined for what costs nothing, which machines refuse. */
export function offerThing(
  { variant, price, stock }: Offer,
  delivery: Delivery,
  addresses: ShopAddresses,
): Thing | undefined {
  if (!price.amount.isPositive) return undefined
  const shipping = delivery.offers.get(variant.id)
  return {
    '@type': 'Offer',
    url: addresses.variant(variant.productSlug, variant.id),
    sku: variant.sku,
    price: price.amount.decimal,
    priceCurrency: price.amount.currency,
    priceValidUntil: price.endsAt?.toISOString(),
    availability: AVAILABILITY[stock.mood],
    itemCondition: term('NewCondition'),
    seller: { '@id': organizationId(addresses) },
    shippingDetails: shipping && shippingDetails(shipping, delivery.country),
    hasMerchantReturnPolicy: returnPolicy(delivery.country),
  }
}

function shippingDetails({ price, method }: ShippingOffer, country: string): Thing {
  const { handling, fastest, slowest } = method.days
  return {
    '@type': 'OfferShippingDetails',
    shippingDestination: { '@type': 'DefinedRegion', addressCountry: country },
    shippingRate: { '@type': 'MonetaryAmount', value: price.decimal, currency: price.currency },
    deliveryTime: {
      '@type': 'ShippingDeliveryTime',
      // Whatever is ordered after the cut-off hour leaves a day later.
      handlingTime: workingDays(handling, handling + 1),
      transitTime: workingDays(fastest, slowest),
    },
  }
}

function returnPolicy(country: string): Thing {
  return {
    '@type': 'MerchantReturnPolicy',
    applicableCountry: country,
    returnPolicyCategory: term('MerchantReturnFiniteReturnWindow'),
    merchantReturnDays: RETURN_DAYS,
    returnMethod: term('ReturnByMail'),
  }
}

function workingDays(minValue: number, maxValue: number): Thing {
  return { '@type': 'QuantitativeValue', minValue, maxValue, unitCode: 'DAY' }
}
