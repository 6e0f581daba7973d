import { type RequestHandler, Router } from 'express'
import { AccountController } from '../controllers/account/account.ts'
import { AccountOrdersController } from '../controllers/account/account-orders.ts'
import { AccountReviewsController } from '../controllers/account/account-reviews.ts'
import { AddressDefaultsController } from '../controllers/account/address-defaults.ts'
import { AddressesController } from '../controllers/account/addresses.ts'
import { customersOnly } from '../controllers/account/customers-only.ts'
import { FollowingController } from '../controllers/account/following.ts'
import { PreferencesController } from '../controllers/account/preferences.ts'
import { RegistrationsController } from '../controllers/account/registrations.ts'
import { SignInController } from '../controllers/account/sign-in.ts'
import { WishesController } from '../controllers/account/wishes.ts'
import { WishlistDeletionsController } from '../controllers/account/wishlist-deletions.ts'
import { WishlistSharesController } from '../controllers/account/wishlist-shares.ts'
import { WishlistsController } from '../controllers/account/wishlists.ts'
import { MailsController } from '../controllers/development/mails.ts'
import type { CartStreams } from '../controllers/machines/cart-streams.ts'
import { AccountOffersController } from '../controllers/shop/account-offers.ts'
import { AddressPartsController } from '../controllers/shop/address-parts.ts'
import { AnswersController } from '../controllers/shop/answers.ts'
import { CartController } from '../controllers/shop/cart.ts'
import { CartAcceptancesController } from '../controllers/shop/cart-acceptances.ts'
import { CartAnswer } from '../controllers/shop/cart-answer.ts'
import { CartCouponsController } from '../controllers/shop/cart-coupons.ts'
import { CartCreditController } from '../controllers/shop/cart-credit.ts'
import { CartDestinationsController } from '../controllers/shop/cart-destinations.ts'
import { CartEmptyingsController } from '../controllers/shop/cart-emptyings.ts'
import { CartGiftCardsController } from '../controllers/shop/cart-gift-cards.ts'
import { CartHoldsController } from '../controllers/shop/cart-holds.ts'
import { CartLinesController } from '../controllers/shop/cart-lines.ts'
import { CartNotesController } from '../controllers/shop/cart-notes.ts'
import { CartPage } from '../controllers/shop/cart-page.ts'
import { CartReminderEndingsController } from '../controllers/shop/cart-reminder-endings.ts'
import { CartReturnsController } from '../controllers/shop/cart-returns.ts'
import { CartSavedController } from '../controllers/shop/cart-saved.ts'
import { CartUndosController } from '../controllers/shop/cart-undos.ts'
import { CategoriesController } from '../controllers/shop/categories.ts'
import { CheckoutAddressController } from '../controllers/shop/checkout-address.ts'
import { CheckoutDeliveryController } from '../controllers/shop/checkout-delivery.ts'
import { CheckoutDraftsController } from '../controllers/shop/checkout-drafts.ts'
import { CheckoutGate } from '../controllers/shop/checkout-gate.ts'
import { CheckoutReviewController } from '../controllers/shop/checkout-review.ts'
import { FollowConfirmationsController } from '../controllers/shop/follow-confirmations.ts'
import { FollowEndingsController } from '../controllers/shop/follow-endings.ts'
import { FollowsController } from '../controllers/shop/follows.ts'
import { GiftCardsController } from '../controllers/shop/gift-cards.ts'
import { HomeController } from '../controllers/shop/home.ts'
import { OrderAddressesController } from '../controllers/shop/order-addresses.ts'
import { OrderCancellationsController } from '../controllers/shop/order-cancellations.ts'
import { OrderLookupsController } from '../controllers/shop/order-lookups.ts'
import { OrderPaymentsController } from '../controllers/shop/order-payments.ts'
import { OrderReordersController } from '../controllers/shop/order-reorders.ts'
import { OrderRevisionsController } from '../controllers/shop/order-revisions.ts'
import { OrdersController } from '../controllers/shop/orders.ts'
import { ProductsController } from '../controllers/shop/products.ts'
import { QuestionsController } from '../controllers/shop/questions.ts'
import { RecentlyViewedController } from '../controllers/shop/recently-viewed.ts'
import { RecommendationsController } from '../controllers/shop/recommendations.ts'
import { ReviewVotesController } from '../controllers/shop/review-votes.ts'
import { ReviewsController } from '../controllers/shop/reviews.ts'
import { SearchController } from '../controllers/shop/search.ts'
import { SharedCartsController } from '../controllers/shop/shared-carts.ts'
import { SuggestionsController } from '../controllers/shop/suggestions.ts'
import type { Services } from '../services.ts'

/** Every address of the shop. */
export function shopRoutes(
  services: Services,
  limits: Readonly<
    Record<'signIn' | 'orders' | 'follows' | 'suggestions' | 'questions' | 'votes', RequestHandler>
  >,
  cartStreams: CartStreams,
): Router {
  const { carts, checkout, outboxFolder } = services
  const router = Router()

  const home = new HomeController(services)
  const categories = new CategoriesController(services)
  const search = new SearchController(services)
  const suggestions = new SuggestionsController(services)
  const products = new ProductsController(services)
  const recentlyViewed = new RecentlyViewedController(services)
  const recommendations = new RecommendationsController(services)
  router.get('/', home.show)
  router.get('/categories/:slug', categories.show)
  router.get('/search', search.show)
  router.get('/search/suggestions', limits.suggestions, suggestions.index)
  router.get('/products/:slug', products.show)
  router.get('/products/:slug/stock', products.stock)
  router.get('/recently-viewed', recentlyViewed.show)
  router.post('/recently-viewed/removal', recentlyViewed.destroy)
  router.get('/recommendations', recommendations.fragment, customersOnly, recommendations.index)

  const reviews = new ReviewsController(services.reviews)
  const votes = new ReviewVotesController(services.reviews)
  const questions = new QuestionsController(services.questions)
  const answers = new AnswersController(services.questions)
  router.get('/products/:slug/reviews', reviews.index)
  router.get('/products/:slug/reviews/new', customersOnly, reviews.new)
  router.post('/products/:slug/reviews', reviews.create)
  router.post('/reviews/:id/votes', limits.votes, votes.create)
  router.get('/products/:slug/questions', questions.index)
  router.get('/products/:slug/questions/new', customersOnly, questions.new)
  router.post('/products/:slug/questions', limits.questions, questions.create)
  router.get('/questions/:id/answers/new', customersOnly, answers.new)
  router.post('/questions/:id/answers', limits.questions, answers.create)

  const cartAnswer = new CartAnswer(services, new CartPage(services))
  const cart = new CartController(cartAnswer)
  const lines = new CartLinesController(services, cartAnswer, products)
  const saved = new CartSavedController(carts, cartAnswer)
  const emptyings = new CartEmptyingsController(carts, cartAnswer)
  const undos = new CartUndosController(carts, cartAnswer)
  const coupons = new CartCouponsController(carts, cartAnswer)
  const notes = new CartNotesController(carts, cartAnswer)
  const acceptances = new CartAcceptancesController(carts, cartAnswer)
  const holds = new CartHoldsController(carts, cartAnswer)
  const destinations = new CartDestinationsController(carts, cartAnswer)
  const sharedCarts = new SharedCartsController(services)
  router.get('/cart', cart.show)
  router.get('/cart/badge', cart.badge)
  router.get('/cart/events', cartStreams.open)
  router.post('/cart/lines', lines.create)
  router.post('/cart/lines/:variant', lines.update)
  router.post('/cart/lines/:variant/later', saved.create)
  router.post('/cart/saved/:variant', saved.update)
  router.post('/cart/emptying', emptyings.create)
  router.post('/cart/undo', undos.create)
  router.post('/cart/coupons', coupons.create)
  router.post('/cart/note', notes.create)
  router.post('/cart/acceptance', acceptances.create)
  router.post('/cart/holds', holds.create)
  router.post('/cart/destination', destinations.create)
  router.get('/shared-cart', sharedCarts.show)
  router.post('/shared-cart', sharedCarts.create)

  const returns = new CartReturnsController(services)
  const reminderEndings = new CartReminderEndingsController(services)
  router.get('/cart-reminders/:id/cart', returns.show)
  router.get('/cart-reminders/:id/end', reminderEndings.new)
  router.post('/cart-reminders/:id/endings', reminderEndings.create)

  const gate = new CheckoutGate(services)
  const address = new CheckoutAddressController(services, gate)
  const delivery = new CheckoutDeliveryController(services, gate)
  const drafts = new CheckoutDraftsController(checkout)
  const addressParts = new AddressPartsController(services)
  const review = new CheckoutReviewController(services, gate)
  router.get('/checkout', review.goOn)
  router.get('/checkout/address', address.show)
  router.post('/checkout/address', gate.keepForSignIn('/checkout/delivery'), address.update)
  router.get('/address-parts', addressParts.index)
  router.get('/checkout/delivery', delivery.show)
  router.post('/checkout/delivery', gate.keepForSignIn('/checkout/review'), delivery.update)
  router.post('/checkout/draft', drafts.create)
  router.get('/checkout/review', review.show)

  const cartGiftCards = new CartGiftCardsController(services, cartAnswer, review)
  const cartCredit = new CartCreditController(services.means, cartAnswer)
  const giftCards = new GiftCardsController(services)
  router.post('/cart/gift-cards', cartGiftCards.create)
  router.post('/cart/credit', cartCredit.create)
  router.get('/gift-cards', giftCards.new)
  router.post('/gift-cards', giftCards.create)

  const orders = new OrdersController(services, review)
  const payments = new OrderPaymentsController(services)
  const revisions = new OrderRevisionsController(services)
  const lookups = new OrderLookupsController(services.orderLookup)
  const gated = [gate.keepForSignIn('/checkout/review'), gate.customersIfNeeded]
  router.post('/orders', ...gated, limits.orders, orders.create)
  router.get('/orders/lookup', lookups.new)
  router.post('/orders/lookup', lookups.create)
  router.get('/orders/:number', orders.show)
  router.get('/orders/:number/confirmation', orders.confirmation)
  router.post('/orders/:number/payments', payments.create)
  router.get('/orders/:number/payments/:payment/return', payments.returned)
  router.get('/orders/:number/payments/:payment/cancelled', payments.cancelled)
  router.post('/orders/:number/revision', revisions.create)

  const cancellations = new OrderCancellationsController(services)
  const orderAddresses = new OrderAddressesController(services)
  const reorders = new OrderReordersController(services)
  router.get('/orders/:number/cancellation', cancellations.new)
  router.post('/orders/:number/cancellation', cancellations.create)
  router.get('/orders/:number/address', orderAddresses.edit)
  router.post('/orders/:number/address', orderAddresses.update)
  router.post('/orders/:number/reorder', reorders.create)

  const accountOffers = new AccountOffersController(services)
  router.get('/orders/:number/account', accountOffers.new)
  router.post('/orders/:number/account', limits.signIn, accountOffers.create)

  const signIn = new SignInController(services)
  const registrations = new RegistrationsController(services)
  router.get('/sign-in', signIn.new)
  router.post('/sign-in', limits.signIn, signIn.create)
  router.post('/sign-out', signIn.destroy)
  router.get('/register', registrations.new)
  router.post('/register', limits.signIn, registrations.create)

  const account = new AccountController(services)
  const accountOrders = new AccountOrdersController(services)
  const accountReviews = new AccountReviewsController(services.reviews)
  router.get('/account', customersOnly, account.show)
  router.get('/account/orders', customersOnly, accountOrders.index)
  router.get('/account/reviews', customersOnly, accountReviews.index)
  router.post('/account/reviews/:id/deletion', customersOnly, accountReviews.destroy)

  const addresses = new AddressesController(services)
  const addressDefaults = new AddressDefaultsController(services.addressBook)
  router.use('/account/addresses', customersOnly)
  router.get('/account/addresses', addresses.index)
  router.post('/account/addresses', addresses.create)
  router.get('/account/addresses/new', addresses.new)
  router.get('/account/addresses/:id', addresses.edit)
  router.post('/account/addresses/:id', addresses.update)
  router.post('/account/addresses/:id/deletion', addresses.destroy)
  router.post('/account/addresses/:id/default', addressDefaults.create)

  const preferences = new PreferencesController(services.accounts)
  router.get('/account/preferences', customersOnly, preferences.show)
  router.post('/account/preferences', customersOnly, preferences.update)

  const wishlists = new WishlistsController(services.wishlists, services.addresses)
  const wishlistDeletions = new WishlistDeletionsController(services.wishlists)
  const wishlistShares = new WishlistSharesController(services.wishlists)
  const wishes = new WishesController(services.wishlists)
  router.get('/wishes/new', customersOnly, wishes.new)
  router.post('/wishes', wishes.create)
  router.get('/wishlists/:key', wishlistShares.show)
  router.use('/account/wishlists', customersOnly)
  router.get('/account/wishlists', wishlists.index)
  router.post('/account/wishlists', wishlists.create)
  router.get('/account/wishlists/:id', wishlists.show)
  router.post('/account/wishlists/:id', wishlists.update)
  router.get('/account/wishlists/:id/deletion', wishlistDeletions.new)
  router.post('/account/wishlists/:id/deletion', wishlistDeletions.create)
  router.post('/account/wishlists/:id/sharing', wishlistShares.create)
  router.post('/account/wishlists/:id/wishes/:product', wishes.restore)
  router.post('/account/wishlists/:id/wishes/:product/removal', wishes.destroy)
  router.post('/account/wishlists/:id/wishes/:product/move', wishes.move)

  const follows = new FollowsController(services.follows)
  const confirmations = new FollowConfirmationsController(services)
  const endings = new FollowEndingsController(services)
  const following = new FollowingController(services.follows)
  router.post('/follows', limits.follows, follows.create)
  router.get('/follows/:id/confirmation', confirmations.new)
  router.post('/follows/:id/confirmation', confirmations.create)
  router.get('/follows/:id/end', endings.new)
  router.post('/follows/:id/endings', endings.create)
  router.get('/account/following', customersOnly, following.index)
  router.post('/account/following/:id/removal', customersOnly, following.destroy)

  if (outboxFolder) {
    const mails = new MailsController(outboxFolder)
    router.get('/development/mails', mails.index)
    router.get('/development/mails/:id', mails.show)
    router.get('/development/mails/:id/html', mails.html)
  }
  return router
}
