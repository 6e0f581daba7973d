import type { Offer } from '../../models/catalog/offer.ts'
import type { Product } from '../../models/catalog/product.ts'
import type { ShopAddresses } from '../../models/catalog/shop-addresses.ts'
import type { Variant } from '../../models/catalog/variant.ts'
import { type Thing, term } from './graph.ts'
import { type Delivery, offerThing } from './offer.ts'

/** What published reviews say of a product. */
export interface Rating {
  /** 1 to 5. */
  readonly average: number
  readonly count: number
  readonly reviews?: readonly {
    readonly author: string
    readonly stars: number
    readonly text: string
    readonly at: Date
  }[]
}

export interface ProductFacts {
  readonly product: Product
  readonly offers: readonly Offer[]
  readonly delivery: Delivery
  /** Null without published reviews. */
  readonly rating: Rating | null
}

/** Options that schema.org has a word for. */
const OPTION_WORDS: Readonly<Record<string, string>> = { size: 'size', colour: 'color' }

const MOST_REVIEWS = 3

/** A product with one variant, or a group of those one can choose from. */
export function productThing(facts: ProductFacts, addresses: ShopAddresses): Thing {
  const [only, ...more] = facts.offers
  return only && more.length === 0 ? single(only, facts, addresses) : group(facts, addresses)
}

function single(offer: Offer, facts: ProductFacts, addresses: ShopAddresses): Thing {
  const shared = sharedBy(facts, addresses)
  const choice = choiceOf(offer.variant)
  return {
    '@type': 'Product',
    ...shared,
    ...choice,
    additionalProperty: [...shared.additionalProperty, ...(choice.additionalProperty ?? [])],
    sku: offer.variant.sku,
    offers: offerThing(offer, facts.delivery, addresses),
  }
}

function group(facts: ProductFacts, addresses: ShopAddresses): Thing {
  const { product, offers } = facts
  return {
    '@type': 'ProductGroup',
    ...sharedBy(facts, addresses),
    productGroupID: String(product.id),
    variesBy: product.optionTypes.map(({ key, name }) =>
      OPTION_WORDS[key] ? term(OPTION_WORDS[key]) : name,
    ),
    hasVariant: offers.map((offer) => variantThing(offer, facts, addresses)),
  }
}

function sharedBy({ product, rating }: ProductFacts, addresses: ShopAddresses) {
  return {
    '@id': `${addresses.product(product.slug)}#product`,
    name: product.name,
    description: product.summary,
    url: addresses.product(product.slug),
    category: product.category.map(({ name }) => name).join(' > '),
    image: picturesOf(product, addresses),
    additionalProperty: product.facts.map(({ name, text, unit }) => property(name, text, unit)),
    ...(rating && rating.count > 0 && ratingOf(rating)),
  }
}

function variantThing(offer: Offer, { product, delivery }: ProductFacts, addresses: ShopAddresses): Thing {
  const { variant } = offer
  return {
    '@type': 'Product',
    name: variant.fullName,
    sku: variant.sku,
    image: variant.picture ? addresses.picture(variant.picture) : picturesOf(product, addresses)[0],
    ...choiceOf(variant),
    offers: offerThing(offer, delivery, addresses),
  }
}

/** What tells a variant from the others. */
function choiceOf({ options, grams }: Variant) {
  const named = options.filter(({ type }) => OPTION_WORDS[type])
  const others = options.filter(({ type }) => !OPTION_WORDS[type])
  return {
    ...Object.fromEntries(named.map(({ type, name }) => [OPTION_WORDS[type], name])),
    ...(others.length > 0 && {
      additionalProperty: others.map(({ typeName, name }) => property(typeName, name)),
    }),
    weight: { '@type': 'QuantitativeValue', value: grams, unitCode: 'GRM' },
  }
}

function property(name: string, value: string, unit: string | null = null): Thing {
  return { '@type': 'PropertyValue', name, value, unitText: unit ?? undefined }
}

function ratingOf({ average, count, reviews = [] }: Rating) {
  return {
    aggregateRating: {
      '@type': 'AggregateRating',
      ratingValue: average.toFixed(1),
      reviewCount: count,
      bestRating: 5,
      worstRating: 1,
    },
    review: reviews.slice(0, MOST_REVIEWS).map(({ author, stars, text, at }) => ({
      '@type': 'Review',
      author: { '@type': 'Person', name: author },
      datePublished: at.toISOString().slice(0, 10),
      reviewRating: { '@type': 'Rating', ratingValue: stars, bestRating: 5, worstRating: 1 },
      reviewBody: text,
    })),
  }
}

function picturesOf({ pictures }: Product, addresses: ShopAddresses): readonly string[] {
  return [...new Set(pictures.map(({ key }) => key))].map((key) => addresses.picture(key))
}
