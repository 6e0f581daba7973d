import type { Request, Response } from 'express'
import { countryChoices, countryName } from '../../models/checkout/country.ts'
import { deliveryText } from '../../models/pricing/delivery-text.ts'
import type { Services } from '../../services.ts'
import { sharedCartPath } from './shared-carts.ts'

export class CartController {
  readonly #services: Services

  constructor(services: Services) {
    this.#services = services
  }

  show = async (req: Request, res: Response) => {
    const { addresses, carts, checkout, orderLinks } = this.#services
    const waiting = await checkout.placedOrder(req.cart)
    const priced = await carts.look(req.shopper)
    await res.page('cart/show', {
      title: 'Your cart',
      priced,
      countryName: countryName(priced.quote.country),
      countries: countryChoices(await checkout.countries()),
      shareHref: addresses.absolute(sharedCartPath(priced.cart.lines)),
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
