import type { Request, Response } from 'express'
import type { SearchService } from '../../services/search.service.ts'

export class AdminMissedSearchesController {
  readonly #search: SearchService

  constructor(search: SearchService) {
    this.#search = search
  }

  index = async (_req: Request, res: Response) => {
    await res.page('admin/searches/index', {
      title: 'Searched in vain',
      searches: await this.#search.missed(),
    })
  }
}
