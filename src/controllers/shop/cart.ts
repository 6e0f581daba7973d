import type { Request, Response } from 'express'
import { countryName } from '../../models/checkout/country.ts'
import { deliveryText } from '../../models/pricing/delivery-text.ts'
import type { Services } from '../../services.ts'

export class CartController {
  readonly #services: Services

  constructor(services: Services) {
    this.#services = services
  }

  show = async (req: Request, res: Response) => {
    const { carts, checkout, orderLinks, settings } = this.#services
    const waiting = await checkout.placedOrder(req.cart)
    const { homeCountry } = await settings.all()
    const country = (await checkout.state(req.shopper)).details?.country ?? homeCountry
    const priced = await carts.look(req.shopper, country)
    await res.page('cart/show', {
      title: 'Your cart',
      priced,
      countryName: countryName(country),
      heldUntil: priced.heldUntil,
      waitingOrder: waiting ? { number: waiting, href: orderLinks.to({ number: waiting }) } : null,
      deliveryText: priced.quote.shipping ? deliveryText(priced.quote.shipping.promise) : '',
      indexable: false,
    })
  }

  badge = (req: Request, res: Response) => {
    res.set('Cache-Control', 'private, no-store').json({ cartUnits: req.cart.units })
  }
}
