import type { Request, Response } from 'express'
import type { ShopAddresses } from '../../models/catalog/shop-addresses.ts'

/**
 * The longest rule that fits an address decides. The back office is missing on purpose: whoever reads this file
 * shall not learn where it is.
 */
const RULES = [
  'Disallow: /cart',
  'Disallow: /shared-cart',
  'Disallow: /api',
  'Disallow: /checkout',
  'Disallow: /account',
  'Disallow: /orders',
  'Disallow: /sign-in',
  'Disallow: /register',
  'Disallow: /search',
  'Disallow: /stand-in',
  'Disallow: /development',
  'Disallow: /health',
  'Disallow: /webhooks',
  'Disallow: /products/*?',
  'Allow: /products/*?variant=',
  'Disallow: /products/*/stock?variant=',
  // Filters can be combined without end; the numbered pages of a category cannot.
  'Disallow: /categories/*?',
  'Allow: /categories/*?page=',
  'Disallow: /categories/*?page=*&',
] as const

export class RobotsController {
  readonly #addresses: ShopAddresses

  constructor(addresses: ShopAddresses) {
    this.#addresses = addresses
  }

  show = (_req: Request, res: Response) => {
    const sitemap = `Sitemap: ${this.#addresses.absolute('/sitemap.xml')}`
    res
      .set('Cache-Control', 'public, max-age=3600')
      .type('text')
      .send(`${['User-agent: *', ...RULES, '', sitemap].join('\n')}\n`)
  }
}
