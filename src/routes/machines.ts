import express, { Router } from 'express'
import { HealthController } from '../controllers/machines/health.ts'
import { StripeWebhooksController } from '../controllers/machines/stripe-webhooks.ts'
import { ImagesController } from '../controllers/shop/images.ts'
import type { Services } from '../services.ts'

/** What needs neither cookies nor forms: programs that call the shop, and pictures. */
export function machineRoutes(services: Services): Router {
  const router = Router()

  const health = new HealthController(services.isReady)
  const webhooks = new StripeWebhooksController(services.payments)
  const images = new ImagesController(services.images)
  router.get('/health/live', health.live)
  router.get('/health/ready', health.ready)
  // The signature is over the bytes as they came, so nothing may parse them first.
  router.post('/webhooks/stripe', express.raw({ type: () => true, limit: '1mb' }), webhooks.create)
  router.get('/images/:file', images.show)
  router.get('/robots.txt', (_req, res) => {
    res
      .type('text')
      .send('User-agent: *\nDisallow: /cart\nDisallow: /checkout\nDisallow: /account\nDisallow: /orders\n')
  })
  return router
}
