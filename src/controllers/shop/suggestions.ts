import type { Request, Response } from 'express'
import type { Card } from '../../models/catalog/listing.ts'
import type { Services } from '../../services.ts'
import { wantsJson } from '../errors.ts'
import { searchQuery } from '../forms.ts'

/** What the search box proposes while somebody types: options of a listbox, or JSON for who asks for it. */
export class SuggestionsController {
  readonly #services: Services

  constructor(services: Services) {
    this.#services = services
  }

  index = async (req: Request, res: Response) => {
    const { q } = searchQuery.parse(req.query)
    const { productIds, categories, meant } = await this.#services.search.hints(q)
    const cards = await this.#services.catalog.cards(productIds)
    res.set('Cache-Control', 'private, max-age=60').vary('Accept')
    if (wantsJson(req)) return res.json({ query: q, meant, categories, products: cards.map(inJson) })
    res.type('html').send(await this.#services.pages.fragment('search/_suggestions', { cards, categories }))
  }
}

function inJson({ name, slug, formula, picture, from }: Card) {
  return {
    name,
    formula,
    href: `/products/${slug}`,
    picture: picture && `/images/${picture.key}-160.webp`,
    priceFrom: from.amount.format(),
  }
}
