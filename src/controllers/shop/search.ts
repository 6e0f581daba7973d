import type { Request, Response } from 'express'
import type { CatalogService } from '../../services/catalog.service.ts'
import { searchQuery } from '../forms.ts'

export class SearchController {
  readonly #catalog: CatalogService

  constructor(catalog: CatalogService) {
    this.#catalog = catalog
  }

  show = async (req: Request, res: Response) => {
    const { q: words, page } = searchQuery.parse(req.query)
    const listing = words ? await this.#catalog.search(words, page) : null
    const { top: categories } = await this.#catalog.categories()
    await res.page('search/show', {
      title: words ? `Search: ${words}` : 'Search',
      words,
      query: words,
      listing,
      categories,
      indexable: false,
    })
  }
}
