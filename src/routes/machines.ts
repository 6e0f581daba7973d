import express, { Router } from 'express'
import { FeedsController } from '../controllers/machines/feeds.ts'
import { HealthController } from '../controllers/machines/health.ts'
import { OneClickUnsubscriptionsController } from '../controllers/machines/one-click-unsubscriptions.ts'
import { RobotsController } from '../controllers/machines/robots.ts'
import { SitemapsController } from '../controllers/machines/sitemaps.ts'
import type { StockStreams } from '../controllers/machines/stock-streams.ts'
import { StripeWebhooksController } from '../controllers/machines/stripe-webhooks.ts'
import { ImagesController } from '../controllers/shop/images.ts'
import type { Services } from '../services.ts'

/** What needs neither cookies nor forms: programs that call the shop, and pictures. */
export function machineRoutes(services: Services, streams: StockStreams): Router {
  const router = Router()

  const health = new HealthController(services.isReady)
  const webhooks = new StripeWebhooksController(services.payments)
  const unsubscriptions = new OneClickUnsubscriptionsController(services)
  const images = new ImagesController(services.images)
  router.get('/health/live', health.live)
  router.get('/health/ready', health.ready)
  // The signature is over the bytes as they came, so nothing may parse them first.
  router.post('/webhooks/stripe', express.raw({ type: () => true, limit: '1mb' }), webhooks.create)
  router.post('/follows/:id/end', unsubscriptions.create)
  router.post('/cart-reminders/:id/end', unsubscriptions.endReminders)
  router.get('/images/:file', images.show)
  router.get('/products/:slug/events', streams.open)

  const sitemaps = new SitemapsController(services.publications, services.addresses)
  const feeds = new FeedsController(services)
  router.get('/robots.txt', new RobotsController(services.addresses).show)
  router.get('/sitemap.xml', sitemaps.index)
  router.get('/sitemaps/pages.xml', sitemaps.pages)
  router.get('/sitemaps/categories.xml', sitemaps.categories)
  router.get('/sitemaps/products-:file.xml', sitemaps.products)
  router.get('/feed.xml', feeds.shop)
  router.get('/categories/:slug/feed.xml', feeds.category)
  return router
}
