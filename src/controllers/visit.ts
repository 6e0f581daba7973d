import { createHmac } from 'node:crypto'
import type { RequestHandler } from 'express'
import type { Services } from '../services.ts'
import { csrfCookieName } from '../web/csrf.ts'
import { networkOf } from '../web/network.ts'
import { actionNames } from './action-names.ts'
import { CartCookie } from './cart-cookie.ts'
import { newCartId } from './new-cart-id.ts'

/** Finds out who is there: a customer with a cart in the database, or a guest with one in a cookie. */
export function recogniseShopper(
  services: Services,
  options: { secure: boolean; secret: string; clock: () => Date },
): RequestHandler {
  return async (req, res, next) => {
    const { secure, secret } = options
    const action = actionNames(req, options.clock())
    const browser: string = req.cookies[csrfCookieName(secure)] ?? ''
    const cookie = new CartCookie(req, res, { secure, newId: () => newCartId(secret, browser, action[0]) })
    req.user = req.session.userId ? await services.accounts.find(req.session.userId) : null
    req.staff = req.session.staffId ? await services.accounts.find(req.session.staffId) : null
    req.shopper = {
      userId: req.user?.id ?? null,
      guestHome: cookie,
      action,
      // Hashed, so that no address is kept.
      visitor: createHmac('sha256', secret)
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
