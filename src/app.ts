import express, { type Express, type Router } from 'express'
import type { Store } from 'express-session'
import type { Redis } from 'ioredis'
import type { Logger } from 'pino'
import { pinoHttp } from 'pino-http'
import type { Config } from './config.ts'
import { errors, notFound } from './controllers/errors.ts'
import { pageFrame } from './controllers/page-frame.ts'
import { recogniseShopper } from './controllers/visit.ts'
import { adminRoutes } from './routes/admin.ts'
import { machineRoutes } from './routes/machines.ts'
import { shopRoutes } from './routes/shop.ts'
import type { Services } from './services.ts'
import { assets, versioned } from './web/assets.ts'
import { bodies, withoutNulInPath } from './web/bodies.ts'
import { cookies } from './web/cookies.ts'
import { csrfProtection } from './web/csrf.ts'
import { notices } from './web/notice.ts'
import { rateLimit } from './web/rate-limit.ts'
import { requestId, sameOriginOnly, securityHeaders } from './web/security.ts'
import { sessions } from './web/session.ts'
import { Stylesheet } from './web/stylesheet.ts'

export interface AppSurroundings {
  readonly config: Config
  readonly services: Services
  readonly sessionStore: Store
  readonly sessionSecrets: readonly string[]
  readonly redis: Redis | null
  readonly log: Logger
  /** The payment page of the stand-in for Stripe, where there is one. */
  readonly hostedPayments?: Router
}

const SIGN_IN_LIMIT = { name: 'sign-in', points: 20, seconds: 300 }
/** Nobody buys this often; a script that wants to keep the whole stock unpaid does. */
const ORDER_LIMIT = { name: 'orders', points: 30, seconds: 600 }

/** The shop's front door: what happens to a request, in order. */
export function createApp({ config, services, log, ...given }: AppSurroundings): Express {
  const { production } = config
  const [secret = ''] = given.sessionSecrets
  const stylesheet = stylesheetFor(config)
  const signInLimit = rateLimit(SIGN_IN_LIMIT, given.redis)
  const app = express()
  app.disable('x-powered-by')
  app.set('trust proxy', config.TRUST_PROXY || false)

  app.use(pinoHttp({ logger: log, genReqId: requestId, autoLogging: production, serializers: LOGGED }))
  if (given.hostedPayments) app.use('/stand-in', given.hostedPayments)
  app.use(securityHeaders({ production, paymentPages: ['https://checkout.stripe.com'] }))
  app.use(assets('public', stylesheet))
  app.use(
    pageFrame({
      services,
      baseUrl: config.baseUrl,
      adminPath: config.ADMIN_PATH,
      stylesHref: () => stylesheet().href,
      asset: versioned('public'),
      demo: services.outboxFolder !== null && !production,
    }),
  )
  app.use(cookies(given.sessionSecrets))
  app.use(notices(production))
  app.use(withoutNulInPath)
  app.use(machineRoutes(services))

  app.use(sameOriginOnly())
  app.use(bodies())
  app.use(sessions(given.sessionStore, given.sessionSecrets, production))
  app.use(recogniseShopper(services, { secure: production, secret }))
  app.use(csrfProtection(production))

  app.use(config.ADMIN_PATH, adminRoutes(services, config.ADMIN_PATH, { signInLimit }))
  app.use(shopRoutes(services, { signIn: signInLimit, orders: rateLimit(ORDER_LIMIT, given.redis) }))
  app.use(notFound)
  app.use(errors)
  return app
}

/** While somebody works on the design, every request sees the files as they are. */
function stylesheetFor(config: Config): () => Stylesheet {
  if (config.NODE_ENV === 'development') return () => new Stylesheet('public/css')
  const stylesheet = new Stylesheet('public/css')
  return () => stylesheet
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
