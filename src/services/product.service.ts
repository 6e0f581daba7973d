import type { CategoryPath } from '../models/catalog/category.ts'
import type { Card } from '../models/catalog/listing.ts'
import type { Choice } from '../models/catalog/picker.ts'
import type { Product } from '../models/catalog/product.ts'
import { separately } from '../models/catalog/set-part.ts'
import { type Counter, Shelf, type Wish } from '../models/catalog/shelf.ts'
import type { Variant } from '../models/catalog/variant.ts'
import { type VariantSheet, variantSheet } from '../models/catalog/variant-sheet.ts'
import { NotFound } from '../models/errors.ts'
import type { StockLevel } from '../models/inventory/stock-level.ts'
import { somewhereIn } from '../models/pricing/destination.ts'
import { PriceHistory } from '../models/pricing/price-history.ts'
import type { PriceList } from '../models/pricing/price-list.ts'
import { PriceTag } from '../models/pricing/price-tag.ts'
import { Quote, type ShippingOffer, type Tariff } from '../models/pricing/quote.ts'
import { ShopTime } from '../models/shop-time.ts'
import type { Database, Repositories } from '../persistence/database.ts'
import type { CatalogService } from './catalog.service.ts'

export interface ProductOnShow extends Counter {
  /** Of every variant, in their order. Nothing on them depends on the stock. */
  readonly sheets: readonly VariantSheet[]
  /** ISO 3166-1 alpha-2: where delivery is estimated to. */
  readonly country: string
  readonly pricesIncludeTax: boolean
  /** By variant id: what a parcel with just that one would cost, and when it would come. */
  readonly deliveries: ReadonlyMap<number, ShippingOffer>
}

/** What stands beside a product: chosen by the shopkeeper, or from its category; and what others ordered with it. */
export interface Neighbours {
  readonly related: readonly Card[]
  readonly boughtTogether: readonly Card[]
}

/** What is left at an address where a product used to be. */
export type Trace =
  | { readonly is: 'moved'; readonly slug: string }
  | {
      readonly is: 'withdrawn'
      readonly name: string
      readonly category: CategoryPath
      readonly instead: readonly Card[]
    }

/** As whom the stock is seen: the owner whose own hold does not count against them, or levels that are known already. */
export type Eyes = string | ReadonlyMap<number, StockLevel>

const NOBODY = ''
const IN_A_ROW = 4

/** Single products: what their pages show. */
export class ProductService {
  readonly #database: Database
  readonly #catalog: CatalogService
  readonly #clock: () => Date

  constructor(database: Database, catalog: CatalogService, clock: () => Date) {
    this.#database = database
    this.#catalog = catalog
    this.#clock = clock
  }

  /** The product that shoppers see at this address; null if there is none. */
  idAt(slug: string): Promise<number | null> {
    return this.#database.read.catalog.idAt(slug, this.#clock())
  }

  /**
   * @param which slug or id
   * @returns null if shoppers may not see such a product
   * @throws NotFound if the wish names a variant that the product does not have
   */
  async find(which: string | number, wish: Wish): Promise<ProductOnShow | null> {
    const repositories = this.#database.read
    const tariff = await repositories.tariffs.at(this.#clock())
    const counter = await this.#counter(which, wish, NOBODY, tariff, repositories)
    if (!counter) return null
    const { homeCountry, pricesIncludeTax } = await repositories.settings.all()
    const deliveries = deliveriesOf(counter.product, homeCountry, tariff)
    const sheets = await this.#sheets(counter, deliveries, tariff, repositories)
    return { ...counter, sheets, deliveries, country: homeCountry, pricesIncludeTax }
  }

  /** @throws NotFound */
  async counter(which: string | number, wish: Wish, eyes: Eyes): Promise<Counter> {
    const repositories = this.#database.read
    const now = this.#clock()
    const prices = await repositories.tariffs.priceList(now)
    const counter = await this.#counter(which, wish, eyes, { prices, now }, repositories)
    if (!counter) throw new NotFound('specimen')
    return counter
  }

  /**
   * The variant that a form's options name.
   *
   * @returns the sentence that says what is missing, or what there is instead
   * @throws NotFound if shoppers may not see such a product
   */
  async combination(id: number, choice: Choice): Promise<Variant | string> {
    const product = await this.#database.read.catalog.product(id, this.#clock())
    if (!product) throw new NotFound('specimen')
    return product.variantFor(choice)
  }

  /**
   * The variant that a program means by the numbers it names.
   *
   * @throws NotFound if shoppers may not see such a product
   * @throws VariantNeeded if it has several and none of them is named
   */
  async variantId(named: { readonly product?: number; readonly variant?: number }): Promise<number> {
    const { product: productId, variant: variantId } = named
    if (productId === undefined && variantId !== undefined) return variantId
    const product = productId && (await this.#database.read.catalog.product(productId, this.#clock()))
    if (!product) throw new NotFound('product')
    return product.variantNumbered(variantId).id
  }

  async neighbours({ id, category }: Product): Promise<Neighbours> {
    const { catalog } = this.#database.read
    const now = this.#clock()
    const chosen = await catalog.related(id, IN_A_ROW, now)
    const related = chosen.length > 0 ? chosen : await this.#popularIn(category, id)
    const together = await catalog.boughtTogether(id, IN_A_ROW, now)
    return {
      related: await this.#catalog.cards(related),
      boughtTogether: await this.#catalog.cards(together.filter((other) => !related.includes(other))),
    }
  }

  /** @returns null if there is no sign that a product was ever to be seen there */
  async trace(slug: string): Promise<Trace | null> {
    const { catalog } = this.#database.read
    const moved = await catalog.movedTo(slug, this.#clock())
    if (moved) return { is: 'moved', slug: moved }
    const withdrawn = await catalog.withdrawn(slug)
    if (!withdrawn) return null
    const category = (await catalog.categories()).pathTo(withdrawn.categoryId)
    const instead = await this.#catalog.cards(await this.#popularIn(category))
    return { is: 'withdrawn', name: withdrawn.name, category, instead }
  }

  async #counter(
    which: string | number,
    wish: Wish,
    eyes: Eyes,
    { prices, now }: { prices: PriceList; now: Date },
    { catalog, stock }: Repositories,
  ): Promise<Counter | null> {
    const product = await catalog.product(which, now)
    if (!product) return null
    const ids = product.variants.map(({ id }) => id)
    const levels = typeof eyes === 'string' ? await stock.levels(ids, eyes, now) : eyes
    return new Shelf(prices, levels).counter(product, wish)
  }

  async #sheets(
    { product, offers }: Counter,
    deliveries: ReadonlyMap<number, ShippingOffer>,
    tariff: Tariff,
    repositories: Repositories,
  ): Promise<VariantSheet[]> {
    const { timeZone } = await repositories.settings.all()
    const starts = offers.flatMap(({ price }) => price.startsAt?.getTime() ?? [])
    const history = await historyOf(product, starts, tariff.now, repositories)
    return product.variants.map((variant) =>
      variantSheet(
        variant,
        new PriceTag(variant, tariff.prices, history),
        deliveries.get(variant.id) ?? null,
        ShopTime.in(timeZone),
        separately(variant, tariff.prices),
      ),
    )
  }

  async #popularIn(category: CategoryPath, except?: number): Promise<readonly number[]> {
    const own = category.at(-1)
    if (!own) return []
    const ids = await this.#database.read.catalog.popularIn(own.id, IN_A_ROW + 1, this.#clock())
    return ids.filter((id) => id !== except).slice(0, IN_A_ROW)
  }
}

/** Read only where a sale has lowered a price, which is seldom. */
async function historyOf(
  product: Product,
  starts: readonly number[],
  now: Date,
  { tariffs }: Repositories,
): Promise<PriceHistory> {
  if (starts.length === 0) return new PriceHistory([], [])
  const since = PriceHistory.windowBefore(new Date(Math.min(...starts)))
  return tariffs.history(
    product.variants.map(({ id }) => id),
    since,
    now,
  )
}

function deliveriesOf(
  { variants }: Product,
  country: string,
  tariff: Tariff,
): ReadonlyMap<number, ShippingOffer> {
  const sentAlone = (variant: Variant) =>
    Quote.of(tariff, {
      items: [{ variant, quantity: 1 }],
      coupons: [],
      destination: somewhereIn(country),
      // The page is the same for everybody.
      customer: null,
      shippingMethod: null,
    }).shipping
  return new Map(
    variants.flatMap((variant) => {
      const offer = sentAlone(variant)
      return offer ? [[variant.id, offer] as const] : []
    }),
  )
}
