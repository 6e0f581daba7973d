import type { Request, Response } from 'express'
import type { CatalogService } from '../../services/catalog.service.ts'

export class HomeController {
  readonly #catalog: CatalogService

  constructor(catalog: CatalogService) {
    this.#catalog = catalog
  }

  show = async (_req: Request, res: Response) => {
    const { featured, newest } = await this.#catalog.home()
    const { top } = await this.#catalog.categories()
    const hero = featured[0]?.picture ?? null
    await res.page('home/show', {
      title: 'Fine minerals, one at a time',
      description: 'Mineral specimens from classic localities: single pieces, true stock, honest facts.',
      featured,
      newest,
      categories: top,
      heroPicture: hero,
    })
  }
}
