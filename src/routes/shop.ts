import { type RequestHandler, Router } from 'express'
import { AccountOrdersController, customersOnly } from '../controllers/account/account-orders.ts'
import { RegistrationsController } from '../controllers/account/registrations.ts'
import { SignInController } from '../controllers/account/sign-in.ts'
import { MailsController } from '../controllers/development/mails.ts'
import { CartController } from '../controllers/shop/cart.ts'
import { CartCouponsController } from '../controllers/shop/cart-coupons.ts'
import { CartLinesController } from '../controllers/shop/cart-lines.ts'
import { CategoriesController } from '../controllers/shop/categories.ts'
import { CheckoutAddressController } from '../controllers/shop/checkout-address.ts'
import { CheckoutDeliveryController } from '../controllers/shop/checkout-delivery.ts'
import { CheckoutReviewController } from '../controllers/shop/checkout-review.ts'
import { HomeController } from '../controllers/shop/home.ts'
import { OrderPaymentsController } from '../controllers/shop/order-payments.ts'
import { OrderRevisionsController } from '../controllers/shop/order-revisions.ts'
import { OrdersController } from '../controllers/shop/orders.ts'
import { ProductsController } from '../controllers/shop/products.ts'
import { SearchController } from '../controllers/shop/search.ts'
import type { Services } from '../services.ts'

/** Every address of the shop. */
export function shopRoutes(
  services: Services,
  limits: { signIn: RequestHandler; orders: RequestHandler },
): Router {
  const { carts, catalog, checkout, outboxFolder } = services
  const router = Router()

  const home = new HomeController(catalog)
  const categories = new CategoriesController(catalog)
  const search = new SearchController(catalog)
  const products = new ProductsController(services)
  router.get('/', home.show)
  router.get('/categories/:slug', categories.show)
  router.get('/search', search.show)
  router.get('/products/:slug', products.show)
  router.get('/products/:slug/stock', products.stock)

  const cart = new CartController(services)
  const lines = new CartLinesController(carts, cart)
  const coupons = new CartCouponsController(carts)
  router.get('/cart', cart.show)
  router.get('/cart/badge', cart.badge)
  router.post('/cart/lines', lines.create)
  router.post('/cart/lines/:variant', lines.update)
  router.post('/cart/coupons', coupons.create)

  const address = new CheckoutAddressController(services)
  const delivery = new CheckoutDeliveryController(checkout)
  const review = new CheckoutReviewController(services)
  router.get('/checkout', (_req, res) => res.redirect(303, '/checkout/address'))
  router.get('/checkout/address', address.show)
  router.post('/checkout/address', address.update)
  router.get('/checkout/delivery', delivery.show)
  router.post('/checkout/delivery', delivery.update)
  router.get('/checkout/review', review.show)

  const orders = new OrdersController(services, review)
  const payments = new OrderPaymentsController(services)
  const revisions = new OrderRevisionsController(services)
  router.post('/orders', limits.orders, orders.create)
  router.get('/orders/:number', orders.show)
  router.get('/orders/:number/confirmation', orders.confirmation)
  router.post('/orders/:number/payments', payments.create)
  router.get('/orders/:number/payments/:payment/return', payments.returned)
  router.get('/orders/:number/payments/:payment/cancelled', payments.cancelled)
  router.post('/orders/:number/revision', revisions.create)

  const signIn = new SignInController(services)
  const registrations = new RegistrationsController(services)
  const accountOrders = new AccountOrdersController(services)
  router.get('/sign-in', signIn.new)
  router.post('/sign-in', limits.signIn, signIn.create)
  router.post('/sign-out', signIn.destroy)
  router.get('/register', registrations.new)
  router.post('/register', limits.signIn, registrations.create)
  router.get('/account', (_req, res) => res.redirect(303, '/account/orders'))
  router.get('/account/orders', customersOnly, accountOrders.index)

  if (outboxFolder) {
    const mails = new MailsController(outboxFolder)
    router.get('/development/mails', mails.index)
    router.get('/development/mails/:id', mails.show)
    router.get('/development/mails/:id/html', mails.html)
  }
  return router
}
