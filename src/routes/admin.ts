import { type RequestHandler, Router } from 'express'
import { AdminOrdersController } from '../controllers/admin/orders.ts'
import { AdminShipmentsController } from '../controllers/admin/shipments.ts'
import { AdminSignInController } from '../controllers/admin/sign-in.ts'
import type { Services } from '../services.ts'

/** The back office, below ADMIN_PATH. */
export function adminRoutes(
  services: Services,
  adminPath: string,
  options: { signInLimit: RequestHandler },
): Router {
  const router = Router()

  const signIn = new AdminSignInController(services, adminPath)
  router.get('/', signIn.new)
  router.post('/sign-in', options.signInLimit, signIn.create)
  router.post('/sign-out', signIn.destroy)
  router.use(signIn.staffOnly)

  const orders = new AdminOrdersController(services.orders)
  const shipments = new AdminShipmentsController(services.orders, orders, adminPath)
  router.get('/orders', orders.index)
  router.get('/orders/:number', orders.show)
  router.post('/orders/:number/shipments', shipments.create)
  return router
}
