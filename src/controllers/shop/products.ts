import type { Request, Response } from 'express'
import { Cart, CartLine } from '../../models/cart/cart.ts'
import { countryName } from '../../models/checkout/country.ts'
import { holdOwner } from '../../models/inventory/hold-rules.ts'
import { deliveryText } from '../../models/pricing/delivery-text.ts'
import type { Services } from '../../services.ts'
import { parse, variantQuery } from '../forms.ts'

export class ProductsController {
  readonly #services: Services

  constructor(services: Services) {
    this.#services = services
  }

  show = async (req: Request<{ slug: string }>, res: Response) => {
    const { variant } = parse(variantQuery, req.query)
    const { catalog, carts, settings } = this.#services
    const { product, offers, chosen } = await catalog.product(
      req.params.slug,
      variant,
      holdOwner.cart(req.cart.id),
    )
    const { homeCountry } = await settings.all()
    // What a parcel with just this specimen would cost and when it would come.
    const alone = await carts.priced(new Cart(req.cart.id, [new CartLine(chosen.variant.id, 1)]), homeCountry)
    const delivery = alone.quote.shipping
    await res.page('products/show', {
      title: product.name,
      description: product.summary,
      product,
      offers,
      chosen,
      pictures: product.picturesOf(chosen.variant),
      trail: product.category,
      delivery,
      deliveryText: delivery ? deliveryText(delivery.promise) : '',
      countryName: countryName(homeCountry),
      mostUnits: chosen.stock.mostPerLine,
    })
  }

  /** The live part of the page: the same partial that the page was made with. */
  stock = async (req: Request<{ slug: string }>, res: Response) => {
    const { variant } = parse(variantQuery, req.query)
    const { catalog, pages } = this.#services
    const { chosen } = await catalog.product(req.params.slug, variant, holdOwner.cart(req.cart.id))
    res.set('Cache-Control', 'private, no-store').type('html')
    res.send(await pages.fragment('products/_stock', { stock: chosen.stock }))
  }
}
