import type { Request, Response } from 'express'
import type { Cart } from '../../models/cart/cart.ts'
import type { Choice } from '../../models/catalog/picker.ts'
import type { Counter, Wish } from '../../models/catalog/shelf.ts'
import { countryName } from '../../models/checkout/country.ts'
import { NotFound } from '../../models/errors.ts'
import { holdOwner } from '../../models/inventory/hold-rules.ts'
import type { ProductReviews } from '../../models/reviews/product-reviews.ts'
import type { Services } from '../../services.ts'
import type { Page } from '../../web/page.ts'
import { choiceFields, parse, variantQuery } from '../forms.ts'
import type { KeepablePage } from '../kept-pages.ts'
import { breadcrumbs } from '../schema-org/breadcrumbs.ts'
import { graph } from '../schema-org/graph.ts'
import { productThing, type Rating } from '../schema-org/product.ts'
import { SeenProducts } from '../seen-products.ts'

type ProductRequest = Request<{ slug: string }>

/** What a refused form is shown with again. */
interface Refusal {
  readonly sentence: string
  readonly choice: Choice
  readonly quantity: number
}

export class ProductsController {
  readonly #services: Services

  constructor(services: Services) {
    this.#services = services
  }

  show = async (req: ProductRequest, res: Response) => {
    const { slug } = req.params
    const wish = wishOf(req)
    const id = await this.#services.products.idAt(slug)
    if (id === null) return this.#showTrace(req, res)
    remember(id, req, res)
    // There are too many ways to spell a choice of options for each to be kept.
    const kept = Object.keys(wish.choice).length === 0
    await res.keptPage(this.#page(id, wish, kept ? addressOf(slug, wish.variant) : null))
  }

  /** The page with a form that could not be accepted, as it was filled in. */
  async showAgain(res: Response, productId: number, refusal: Refusal): Promise<void> {
    await res.status(422).keptPage(this.#page(productId, { choice: refusal.choice }, null, refusal))
  }

  /** The live part of the page: the same partial that the page was made with. */
  stock = async (req: ProductRequest, res: Response) => {
    const { pages, products } = this.#services
    const { chosen } = await products.counter(req.params.slug, wishOf(req), ownerOf(req.cart))
    res.set('Cache-Control', 'private, no-store').type('html')
    res.send(await pages.fragment('products/_stock', { stock: chosen.stock }))
  }

  #page(id: number, wish: Wish, address: string | null, refusal: Refusal | null = null): KeepablePage {
    const { products } = this.#services
    return {
      address,
      about: id,
      view: 'products/show',
      read: () => this.#read(id, wish, refusal),
      stock: async ({ levels }) => this.#buy(await products.counter(id, wish, levels), refusal),
      ownStock: async ({ cart }, { concerned }) =>
        cart.lines.some(({ variantId }) => concerned.has(variantId))
          ? this.#buy(await products.counter(id, wish, ownerOf(cart)), refusal)
          : null,
    }
  }

  async #read(id: number, wish: Wish, refusal: Refusal | null) {
    const { addresses, products } = this.#services
    const onShow = await products.find(id, wish)
    if (!onShow) throw new NotFound('specimen')
    const { product, offers, chosen, country, deliveries } = onShow
    const neighbours = await products.neighbours(product)
    const reviews = await this.#services.reviews.ofProduct(product.id)
    return {
      ...onShow,
      ...neighbours,
      reviews,
      path: `/products/${product.slug}`,
      title: product.name,
      description: product.summary,
      hasErrors: refusal !== null,
      refusal,
      sheet: onShow.sheets.find(({ id }) => id === chosen.variant.id),
      views: product.viewsFor(chosen.variant),
      trail: product.category,
      countryName: countryName(country),
      canonical: `/products/${product.slug}`,
      preview: {
        type: 'product' as const,
        picture: product.picturesOf(chosen.variant)[0],
        price: chosen.price.amount,
      },
      jsonLd: graph(
        productThing(
          {
            product,
            offers,
            delivery: { country, offers: deliveries },
            rating: ratingOf(reviews),
          },
          addresses,
        ),
        breadcrumbs(product.category, addresses, {
          name: product.name,
          url: addresses.product(product.slug),
        }),
      ),
      beside: [
        ...[...neighbours.related, ...neighbours.boughtTogether].map((card) => card.id),
        ...product.variants.flatMap(({ parts }) => parts.map((part) => part.variant.productId)),
      ],
    }
  }

  #buy(counter: Counter, refusal: Refusal | null): Promise<Page> {
    return this.#services.pages.part('products/_buy', { ...counter, refusal })
  }

  /** Nothing is shown at this address; perhaps something was. */
  async #showTrace(req: ProductRequest, res: Response): Promise<void> {
    const trace = await this.#services.products.trace(req.params.slug)
    if (!trace) throw new NotFound('specimen')
    if (trace.is === 'moved') {
      // Kept for good, it would send visitors in a circle should the product ever move back.
      return res.set('Cache-Control', 'no-cache').redirect(301, movedTo(trace.slug, req))
    }
    await res.status(410).page('products/withdrawn', {
      ...trace,
      title: trace.name,
      requestId: req.id,
      indexable: false,
    })
  }
}

function remember(productId: number, req: ProductRequest, res: Response): void {
  const seen = SeenProducts.next(req.cookies[SeenProducts.cookieName], productId)
  res.cookie(SeenProducts.cookieName, seen, SeenProducts.cookieOptions(req.secure))
}

function wishOf(req: Request<object>) {
  const { variant, ...options } = req.query
  return { variant: parse(variantQuery, { variant }).variant, choice: parse(choiceFields, options) }
}

/** The figures with the reviews that stand on the page; search engines want no stars without any. */
function ratingOf({ distribution, reviews }: ProductReviews): Rating | null {
  const { average, count, isEmpty } = distribution.rating
  if (isEmpty) return null
  return {
    average,
    count,
    reviews: reviews.map(({ author, stars, text, publishedAt, createdAt }) => ({
      author,
      stars,
      text,
      at: publishedAt ?? createdAt,
    })),
  }
}

function ownerOf({ id }: Cart): string {
  return holdOwner.cart(id)
}

function addressOf(slug: string, variant: number | undefined): string {
  return `/products/${slug}${variant ? `?variant=${variant}` : ''}`
}

function movedTo(slug: string, { originalUrl }: ProductRequest): string {
  const query = originalUrl.indexOf('?')
  return `/products/${slug}${query < 0 ? '' : originalUrl.slice(query)}`
}
