import type { Product } from '../models/catalog/product.ts'
import { Shelf } from '../models/catalog/shelf.ts'
import type { Repositories } from '../persistence/database.ts'

/** These products with the prices and the stock of now, as somebody sees them who holds nothing. */
export async function shelfOf(
  products: readonly Product[],
  { stock, tariffs }: Repositories,
  now: Date,
): Promise<Shelf> {
  const variantIds = products.flatMap(({ variants }) => variants.map(({ id }) => id))
  return new Shelf(await tariffs.priceList(now), await stock.levels(variantIds, '', now))
}
