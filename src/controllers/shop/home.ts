import type { Request, Response } from 'express'
import { WHOLE_SHOP } from '../../models/inventory/live-state.ts'
import type { Services } from '../../services.ts'
import type { PageLocals } from '../request.ts'
import { graph } from '../schema-org/graph.ts'
import { organization, website } from '../schema-org/shop.ts'

export class HomeController {
  readonly #services: Services

  constructor(services: Services) {
    this.#services = services
  }

  show = async (_req: Request, res: Response) => {
    await res.keptPage({
      address: '/',
      about: WHOLE_SHOP,
      view: 'home/show',
      read: () => this.#locals(),
    })
  }

  async #locals(): Promise<PageLocals> {
    const { addresses, catalog, settings, shopWindow } = this.#services
    const shown = await shopWindow.show()
    const hero = shown.featured.find(({ picture }) => picture !== null) ?? null
    const shop = await settings.all()
    return {
      title: 'Fine minerals, one at a time',
      description: 'Mineral specimens from classic localities: single pieces, true stock, honest facts.',
      ...shown,
      categories: (await catalog.categories()).top,
      hero,
      canonical: '/',
      preview: { type: 'website', picture: hero?.picture ?? null },
      jsonLd: graph(website(shop, addresses), organization(shop, addresses)),
    }
  }
}
