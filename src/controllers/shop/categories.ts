import type { Request, Response } from 'express'
import { SORTS } from '../../models/catalog/listing.ts'
import { WHOLE_SHOP } from '../../models/inventory/live-state.ts'
import type { FilteredListing } from '../../services/catalog.service.ts'
import type { Services } from '../../services.ts'
import { listingQuery, selectionQuery } from '../forms.ts'
import type { KeepablePage } from '../kept-pages.ts'
import { ListingAddress } from '../listing-address.ts'
import type { PageLocals } from '../request.ts'
import { breadcrumbs } from '../schema-org/breadcrumbs.ts'
import { graph } from '../schema-org/graph.ts'

type Wish = ReturnType<typeof wishOf>

export class CategoriesController {
  readonly #services: Services

  constructor(services: Services) {
    this.#services = services
  }

  show = async (req: Request<{ slug: string }>, res: Response) => {
    await res.keptPage(this.#page(req.params.slug, wishOf(req)))
  }

  /** Whole categories are kept; there are far too many selections of filters for that. */
  #page(slug: string, wish: Wish): KeepablePage {
    const address = addressOf(slug, wish)
    return {
      address: wish.selection.isEmpty ? address.page(wish.page) : null,
      about: WHOLE_SHOP,
      view: 'categories/show',
      read: () => this.#locals(slug, wish),
    }
  }

  async #locals(slug: string, wish: Wish): Promise<PageLocals> {
    const { addresses, catalog } = this.#services
    const { category, tree, ...found } = await catalog.listing(slug, wish)
    const address = addressOf(slug, { ...wish, selection: found.selection })
    const trail = tree.pathTo(category.id)
    return {
      path: `/categories/${slug}`,
      title: wish.page > 1 ? `${category.name}, page ${wish.page}` : category.name,
      description:
        category.introduction || `${category.name} at our shop, each with its locality and true stock.`,
      indexable: found.selection.isEmpty,
      canonical: address.canonical(wish.page),
      preview: { type: 'website', picture: found.listing.cards[0]?.picture ?? null },
      feed: { title: `New in ${category.name}`, href: `/categories/${slug}/feed.xml` },
      jsonLd: graph(breadcrumbs(trail, addresses)),
      category,
      trail,
      children: tree.childrenOf(category).filter(({ productCount }) => productCount > 0),
      address,
      sorts: SORTS,
      ...found,
    }
  }
}

function wishOf(req: Request<object>) {
  const { sort, page } = listingQuery.parse(req.query)
  return { sort, page, selection: selectionQuery.parse(req.query) }
}

function addressOf(
  slug: string,
  { sort, selection }: Pick<FilteredListing, 'selection'> & Pick<Wish, 'sort'>,
) {
  return new ListingAddress(`/categories/${slug}`, { sort, selection }, 'featured')
}
