import type { ShopAddresses } from '../../models/catalog/shop-addresses.ts'
import type { Thing } from './graph.ts'

interface ShopFacts {
  readonly shopName: string
  readonly contactEmail: string
}

/** Who sells here. Offers point to it. */
export function organization({ shopName, contactEmail }: ShopFacts, addresses: ShopAddresses): Thing {
  return {
    '@type': 'Organization',
    '@id': organizationId(addresses),
    name: shopName,
    url: addresses.home,
    email: contactEmail,
    logo: addresses.absolute('/apple-touch-icon.png'),
  }
}

/** The site, and how to search it. */
export function website({ shopName }: ShopFacts, addresses: ShopAddresses): Thing {
  return {
    '@type': 'WebSite',
    '@id': `${addresses.home}#website`,
    name: shopName,
    url: addresses.home,
    inLanguage: 'en',
    publisher: { '@id': organizationId(addresses) },
    potentialAction: {
      '@type': 'SearchAction',
      target: { '@type': 'EntryPoint', urlTemplate: addresses.absolute('/search?q={search_term_string}') },
      'query-input': 'required name=search_term_string',
    },
  }
}

export function organizationId(addresses: ShopAddresses): string {
  return `${addresses.home}#organization`
}
