import type { Request, Response } from 'express'
import { SORTS } from '../../models/catalog/listing.ts'
import type { CatalogService } from '../../services/catalog.service.ts'
import { listingQuery } from '../forms.ts'

export class CategoriesController {
  readonly #catalog: CatalogService

  constructor(catalog: CatalogService) {
    this.#catalog = catalog
  }

  show = async (req: Request<{ slug: string }>, res: Response) => {
    const { sort, page } = listingQuery.parse(req.query)
    const { category, tree, listing } = await this.#catalog.listing(req.params.slug, sort, page)
    await res.page('categories/show', {
      title: category.name,
      description: category.introduction,
      category,
      trail: tree.pathTo(category.id),
      children: tree.childrenOf(category),
      listing,
      sort,
      sorts: SORTS,
    })
  }
}
