import type { CategoryPath } from '../../models/catalog/category.ts'
import type { ShopAddresses } from '../../models/catalog/shop-addresses.ts'
import type { Thing } from './graph.ts'

/** The trail that stands above the page. @param here the page itself when it is not the last category */
export function breadcrumbs(
  trail: CategoryPath,
  addresses: ShopAddresses,
  here?: { readonly name: string; readonly url: string },
): Thing {
  const steps = [
    { name: 'Home', url: addresses.home },
    ...trail.map(({ name, slug }) => ({ name, url: addresses.category(slug) })),
    ...(here ? [here] : []),
  ]
  return {
    '@type': 'BreadcrumbList',
    itemListElement: steps.map(({ name, url }, index) => ({
      '@type': 'ListItem',
      position: index + 1,
      name,
      item: url,
    })),
  }
}
