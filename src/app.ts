import type { RequestListener } from 'node:http'
import express, { type Router } from 'express'
import type { Store } from 'express-session'
import type { Redis } from 'ioredis'
import type { Logger } from 'pino'
import { pinoHttp } from 'pino-http'
import type { Config } from './config.ts'
import { apiErrors } from './controllers/api/errors.ts'
import { cartLimits } from './controllers/cart-limits.ts'
import { errors, notFound } from './controllers/errors.ts'
import { FrontDoor } from './controllers/front-door.ts'
import { KeptPages } from './controllers/kept-pages.ts'
import type { CartStreams } from './controllers/machines/cart-streams.ts'
import type { StockStreams } from './controllers/machines/stock-streams.ts'
import { orderLimits } from './controllers/order-limits.ts'
import { PageFrame } from './controllers/page-frame.ts'
import { recogniseShopper } from './controllers/visit.ts'
import { adminRoutes } from './routes/admin.ts'
import { apiRoutes } from './routes/api.ts'
import { machineRoutes } from './routes/machines.ts'
import { shopRoutes } from './routes/shop.ts'
import type { Services } from './services.ts'
import { assetRoutes, assetsIn } from './web/assets.ts'
import { bodies, withoutNulInPath } from './web/bodies.ts'
import { cookies } from './web/cookies.ts'
import { csrfProtection } from './web/csrf.ts'
import { edition } from './web/edition.ts'
import type { Metrics } from './web/metrics.ts'
import { notices } from './web/notice.ts'
import { PageCache } from './web/page-cache.ts'
import { MemoryPageStore, RedisPageStore } from './web/page-store.ts'
import { rateLimit } from './web/rate-limit.ts'
import { headersOf, namedAnswers, requestId, sameOriginOnly, securityHeaders } from './web/security.ts'
import { sessions } from './web/session.ts'
import { uploads } from './web/uploads.ts'

export interface AppSurroundings {
  readonly config: Config
  readonly services: Services
  readonly sessionStore: Store
  readonly sessionSecrets: readonly string[]
  readonly redis: Redis | null
  readonly metrics: Metrics
  readonly streams: StockStreams
  readonly cartStreams: CartStreams
  readonly log: Logger
  readonly clock: () => Date
  /** The payment page of the stand-in for Stripe, where there is one. */
  readonly hostedPayments?: Router
}

const SIGN_IN_LIMIT = { name: 'sign-in', points: 20, seconds: 300 }
/** Nobody buys this often; a script that wants to keep the whole stock unpaid does. */
const ORDER_LIMIT = { name: 'orders', points: 30, seconds: 600 }
/** Each of them may send a mail to an address that anybody can type. */
const FOLLOW_LIMIT = { name: 'follows', points: 20, seconds: 3_600 }
/** Nobody types faster, not even an office behind one address. */
const SUGGESTION_LIMIT = { name: 'suggestions', points: 300, seconds: 60 }
/** For each kind of what customers write, and for their votes. */
const POSTING_LIMIT = { points: 20, seconds: 600 }
/** Bytes: four photos as phones make them; without a customer there are none to keep. */
const UPLOAD_LIMIT = { customer: 42 * 1_048_576, guest: 262_144 }

/** The shop's front door: what happens to a request, in order. */
export function createApp({
  config,
  services,
  log,
  redis,
  clock,
  ...given
}: AppSurroundings): RequestListener {
  const { production } = config
  const [secret = ''] = given.sessionSecrets
  const assets = assetsIn('public', config.NODE_ENV === 'development')
  const signInLimit = rateLimit(SIGN_IN_LIMIT, redis)
  const csrf = csrfProtection(production)
  const parseCookies = cookies(given.sessionSecrets)
  const security = securityHeaders({ production, paymentPages: ['https://checkout.stripe.com'] })
  const frame = new PageFrame({
    services,
    adminPath: config.ADMIN_PATH,
    assets,
    demo: services.outboxFolder !== null && !production,
    clock,
  })
  const cache = new PageCache(
    { memory: new MemoryPageStore(), shared: redis && sharedPages(redis, log) },
    (about, beside) => services.live.state(about, beside),
    clock,
    given.metrics.pageShown,
  )
  const pages = new KeptPages(cache, frame, services)
  const app = express()
  app.disable('x-powered-by')
  app.set('trust proxy', config.TRUST_PROXY || false)

  app.use(pinoHttp({ logger: log, genReqId: requestId, autoLogging: production, serializers: LOGGED }))
  app.use(namedAnswers)
  if (given.hostedPayments) app.use('/stand-in', given.hostedPayments)
  app.use(security)
  app.use(assetRoutes(assets))
  app.use(frame.middleware, pages.middleware)
  app.use(parseCookies)
  app.use(notices(production))
  app.use(withoutNulInPath)
  app.use(machineRoutes(services, given.streams))

  app.use(sameOriginOnly())
  app.use(bodies())
  app.use(sessions(given.sessionStore, given.sessionSecrets, production))
  app.use(recogniseShopper(services, { secure: production, secret, clock }))
  const postingLimit = (name: string) => rateLimit({ name, ...POSTING_LIMIT }, redis)
  app.post(
    '/products/:slug/reviews',
    postingLimit('reviews'),
    uploads(({ user }) => (user ? UPLOAD_LIMIT.customer : UPLOAD_LIMIT.guest)),
  )
  app.use(csrf)
  const ofCarts = cartLimits(redis)
  app.use(['/cart', '/shared-cart', '/api/cart'], ...ofCarts.actions)
  app.post('/cart/coupons', ...ofCarts.coupons)
  app.post(['/cart/gift-cards', '/gift-cards'], ...ofCarts.giftCards)
  const ofOrders = orderLimits(redis)
  app.post('/orders/lookup', ...ofOrders.lookups)
  app.post('/orders/:number/:change', ...ofOrders.changes)

  app.use(config.ADMIN_PATH, adminRoutes(services, config.ADMIN_PATH, { signInLimit }))
  app.use('/api', apiRoutes(services))
  app.use(
    shopRoutes(
      services,
      {
        signIn: signInLimit,
        orders: rateLimit(ORDER_LIMIT, redis),
        follows: rateLimit(FOLLOW_LIMIT, redis),
        suggestions: rateLimit(SUGGESTION_LIMIT, redis),
        questions: postingLimit('questions'),
        votes: postingLimit('votes'),
      },
      given.cartStreams,
    ),
  )
  app.use(notFound)
  app.use('/api', apiErrors)
  app.use(errors)

  const door = new FrontDoor({
    live: services.live,
    cache,
    pages,
    frame,
    headers: headersOf(security),
    secrets: given.sessionSecrets,
    secure: production,
    log: production ? log : null,
  })
  return door.before(app)
}

function sharedPages(redis: Redis, log: Logger): RedisPageStore {
  return new RedisPageStore(redis, edition(['src', 'views', 'public']), log)
}

/** No cookies, no bodies, no keys of order links. */
const LOGGED = {
  req: (req: { id: string; method: string; url: string }) => ({
    id: req.id,
    method: req.method,
    path: req.url.split('?')[0],
  }),
  res: (res: { statusCode: number }) => ({ status: res.statusCode }),
}
