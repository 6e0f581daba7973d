import { createHmac } from 'node:crypto'
import type { RequestHandler } from 'express'
import type { Services } from '../services.ts'
import { networkOf } from '../web/network.ts'
import { actionNames } from './action-names.ts'
import { CartCookie } from './cart-cookie.ts'

/** Finds out who is there: a customer with a cart in the database, or a guest with one in a cookie. */
export function recogniseShopper(
  services: Services,
  options: { secure: boolean; secret: string; clock: () => Date },
): RequestHandler {
  return async (req, res, next) => {
    const cookie = new CartCookie(req, res, options.secure)
    req.user = req.session.userId ? await services.accounts.find(req.session.userId) : null
    req.staff = req.session.staffId ? await services.accounts.find(req.session.staffId) : null
    req.shopper = {
      userId: req.user?.id ?? null,
      guestHome: cookie,
      action: actionNames(req, options.clock()),
      // Hashed, so that no address is kept.
      visitor: createHmac('sha256', options.secret)
        .update(`visitor ${networkOf(req.ip ?? '')}`)
        .digest('base64url')
        .slice(0, 22),
    }
    req.cart = await services.carts.contents(req.shopper)
    if (cookie.isBroken) {
      cookie.forget()
      res.notify({ tone: 'bad', text: 'Your cart could not be read, so we have started a new one for you.' })
    }
    next()
  }
}
