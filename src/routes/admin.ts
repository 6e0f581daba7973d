import { type RequestHandler, Router } from 'express'
import { AdminCartJumpsController } from '../controllers/admin/cart-jumps.ts'
import { AdminCreditsController } from '../controllers/admin/credits.ts'
import { AdminGiftCardsController } from '../controllers/admin/gift-cards.ts'
import { AdminMissedSearchesController } from '../controllers/admin/missed-searches.ts'
import { AdminOrdersController } from '../controllers/admin/orders.ts'
import { AdminQuestionsController } from '../controllers/admin/questions.ts'
import { AdminReviewsController } from '../controllers/admin/reviews.ts'
import { AdminSettingsController } from '../controllers/admin/settings.ts'
import { AdminShipmentsController } from '../controllers/admin/shipments.ts'
import { AdminSignInController } from '../controllers/admin/sign-in.ts'
import { AdminStoredValuesController } from '../controllers/admin/stored-values.ts'
import { AdminSynonymsController } from '../controllers/admin/synonyms.ts'
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

  const orders = new AdminOrdersController(services)
  const shipments = new AdminShipmentsController(services.orders, orders, adminPath)
  router.get('/orders', orders.index)
  router.get('/orders/:number', orders.show)
  router.post('/orders/:number/shipments', shipments.create)

  const storedValues = new AdminStoredValuesController(services.storedValues, adminPath)
  const giftCards = new AdminGiftCardsController(services.storedValues, storedValues, adminPath)
  const credits = new AdminCreditsController(services.storedValues, storedValues, adminPath)
  router.get('/stored-values', storedValues.index)
  router.get('/stored-values/:id', storedValues.show)
  router.post('/gift-cards', giftCards.create)
  router.post('/credits', credits.create)

  const reviews = new AdminReviewsController(services.moderation, adminPath)
  const questions = new AdminQuestionsController(services.moderation, adminPath)
  router.get('/reviews', reviews.index)
  router.get('/reviews/:id', reviews.show)
  router.post('/reviews/:id/decisions', reviews.decide)
  router.post('/reviews/:id/reply', reviews.reply)
  router.get('/questions', questions.index)
  router.get('/questions/:id', questions.show)
  router.post('/questions/:id/decisions', questions.decide)
  router.post('/questions/:id/answers', questions.answer)
  router.post('/answers/:id/decisions', questions.decideAnswer)

  const synonyms = new AdminSynonymsController(services.synonyms, adminPath)
  const missedSearches = new AdminMissedSearchesController(services.search)
  router.get('/synonyms', synonyms.index)
  router.post('/synonyms', synonyms.create)
  router.post('/synonyms/:id/removal', synonyms.destroy)
  router.get('/searches', missedSearches.index)

  const cartJumps = new AdminCartJumpsController(services.cartWatch)
  const settings = new AdminSettingsController(services.settings, adminPath)
  router.get('/cart-jumps', cartJumps.index)
  router.get('/settings', settings.show)
  router.post('/settings', settings.update)
  return router
}
