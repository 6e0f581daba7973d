import { Router } from 'express'
import { ApiCartController } from '../controllers/api/cart.ts'
import { allowOnly, jsonOnly } from '../controllers/api/errors.ts'
import type { Services } from '../services.ts'

/** What programs and scripts read and change as JSON, below /api. */
export function apiRoutes(services: Services): Router {
  const router = Router()

  const cart = new ApiCartController(services)
  router.route('/cart').get(cart.show).all(allowOnly('GET', 'HEAD'))
  router.route('/cart/update').patch(jsonOnly, cart.update).all(allowOnly('PATCH'))
  return router
}
