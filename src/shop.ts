import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { Router } from 'express'
import { type Logger, pino } from 'pino'
import { DemoPictures, loadDemo } from '../prisma/seed/demo.ts'
import { createApp } from './app.ts'
import { startBackground } from './background.ts'
import { type Config, ConfigurationError } from './config.ts'
import { CartStreams } from './controllers/machines/cart-streams.ts'
import { StockStreams } from './controllers/machines/stock-streams.ts'
import { connectRedis, redisSessions } from './gateways/redis.ts'
import { House } from './house.ts'
import { EmbeddedPostgres } from './persistence/embedded.ts'
import { migrate } from './persistence/migrate.ts'
import { PostgresSessions } from './persistence/session-store.ts'
import { createServices, type Services, type Surroundings } from './services.ts'
import { CachedSessions } from './web/cached-sessions.ts'
import { Metrics } from './web/metrics.ts'

/** Told what happens while a shop opens. */
export interface Host {
  step(what: string): void
  open(facts: {
    config: Config
    ownerPassword: string | null
    mails: string
    payments: string
    tookMilliseconds: number
  }): void
  pictures(drawn: number, of: number): void
}

/**
 * Opens a shop: whatever it was not given, it brings along. Disposing of it closes everything in the reverse order.
 *
 * @throws ConfigurationError if the port or the folder is taken
 */
export async function openShop(config: Config, host: Host): Promise<AsyncDisposable> {
  await using closing = new AsyncDisposableStack()
  const began = performance.now()
  const log = logger(config)
  const clock = () => new Date()
  const house = new House(config)
  house.moveIn(config.baseUrl)
  closing.defer(() => house.moveOut())

  const databaseUrl = config.DATABASE_URL ?? (await ownDatabase(house, closing, host))
  for (const name of await migrate(databaseUrl)) host.step(`Database: ${name}`)
  if (config.DEMO_CATALOGUE ?? !config.production)
    await loadDemo(databaseUrl, (done) => host.step(`Catalogue: ${done}`))

  const redis = config.REDIS_URL
    ? closing.adopt(await connectRedis(config.REDIS_URL, log), (it) => it.disconnect())
    : null
  const { store } = closing.adopt(new PostgresSessions(databaseUrl, log), (sessions) => sessions.close())
  const sessionStore = redis ? new CachedSessions(store, redisSessions(redis)) : store
  const pictures = closing.adopt(new DemoPictures(), (it) => it.close())
  const sessionSecrets = config.SESSION_SECRET.length > 0 ? config.SESSION_SECRET : [house.secrets.session]
  const { stripe, hostedPayments } = await payments(config, house, closing, log)

  const metrics = new Metrics()
  const surroundings: Surroundings = {
    config,
    databaseUrl,
    sessionSecrets,
    stripe,
    log,
    clock,
    searchMissed: metrics.searchMissed,
    draw: pictures.draw,
    // A test signs in often and guards nothing.
    passwordCost: config.NODE_ENV === 'test' ? 4 : undefined,
  }
  const services = closing.adopt(createServices(surroundings), (it) => it.close())
  const ownerPassword = await services.accounts.ensureOwner(
    config.ADMIN_EMAIL,
    config.ADMIN_PASSWORD ?? null,
    () => randomBytes(9).toString('base64url'),
  )
  closing.adopt(await startBackground(services, databaseUrl, log), (runner) => runner.stop())

  if (config.METRICS_PORT) closing.adopt(await listening(metrics.server(), config.METRICS_PORT), close)
  const streams = new StockStreams(services, clock, metrics.streamsOpen)
  const cartStreams = new CartStreams(services, metrics.cartStreamsOpen)
  const app = createApp({
    config,
    services,
    sessionStore,
    sessionSecrets,
    redis,
    metrics,
    streams,
    cartStreams,
    log,
    clock,
    hostedPayments,
  })
  closing.adopt(await listening(createServer(app), config.PORT), close)
  // The server would wait for them to end.
  closing.defer(() => streams.close())
  closing.defer(() => cartStreams.close())
  host.open({
    config,
    ownerPassword,
    mails: services.outboxFolder ? `${config.baseUrl}/development/mails` : 'by SMTP',
    payments: hostedPayments ? 'a stand-in for Stripe: no real money' : 'Stripe',
    tookMilliseconds: performance.now() - began,
  })
  if (!config.production && config.NODE_ENV !== 'test') void drawPictures(pictures, services, host, log)
  return closing.move()
}

function logger({ LOG_LEVEL, NODE_ENV }: Config): Logger {
  const quiet = { development: 'warn', test: 'error', production: 'info' } as const
  return pino({ level: LOG_LEVEL ?? quiet[NODE_ENV], redact: ['req.headers', 'res.headers'] })
}

async function ownDatabase(house: House, closing: AsyncDisposableStack, host: Host): Promise<string> {
  host.step('PostgreSQL: starting our own')
  const postgres = closing.adopt(new EmbeddedPostgres(house.path('postgres')), (it) => it.stop())
  await postgres.start()
  await postgres.createDatabase('shop')
  return postgres.url('shop')
}

async function payments(
  config: Config,
  house: House,
  closing: AsyncDisposableStack,
  log: Logger,
): Promise<{ stripe: Surroundings['stripe']; hostedPayments?: Router }> {
  const {
    STRIPE_SECRET_KEY: secretKey,
    STRIPE_WEBHOOK_SECRET: webhookSecrets,
    STRIPE_API_BASE: apiBase,
  } = config
  if (secretKey) return { stripe: { secretKey, webhookSecrets, apiBase } }
  if (config.production)
    throw new ConfigurationError('STRIPE_SECRET_KEY: the stand-in for Stripe takes no real money')

  const { StripeStandIn } = await import('./stand-ins/stripe/stripe-stand-in.ts')
  const { stripe, webhook } = house.secrets
  const standIn = closing.adopt(
    new StripeStandIn({
      secretKey: stripe,
      webhookSecret: webhook,
      webhookUrl: `http://127.0.0.1:${config.PORT}/webhooks/stripe`,
      publicUrl: `${config.baseUrl}/stand-in`,
      journalPath: house.path('stripe-stand-in.jsonl'),
      merchantName: 'Lodestone Minerals',
      // A test does not wait for a bank as long as a person does.
      lateAfterMilliseconds: config.NODE_ENV === 'test' ? 3_000 : undefined,
      report: (error) => log.warn({ err: error }, 'stand-in for Stripe'),
    }),
    (it) => it.close(),
  )
  const { url } = await standIn.listen(0)
  return {
    stripe: { secretKey: stripe, webhookSecrets: [webhook], apiBase: url },
    hostedPayments: standIn.hostedPage,
  }
}

/** Whatever nobody has looked at yet is drawn one by one, so that visitors wait for nothing. */
async function drawPictures(
  pictures: DemoPictures,
  services: Services,
  host: Host,
  log: Logger,
): Promise<void> {
  try {
    const { keys } = pictures
    const missing = keys.filter((key) => !services.images.has(key))
    for (const [index, key] of missing.entries()) {
      await services.images.complete(key)
      host.pictures(index + 1, missing.length)
    }
  } catch (error) {
    log.debug({ err: error }, 'drawing stopped')
  }
}

/** Milliseconds. Longer than proxies wait: whoever keeps a connection must not send into one that is just being closed. */
const KEEPS_IDLE_CONNECTIONS = 75_000

async function listening(server: Server, port: number): Promise<Server> {
  server.keepAliveTimeout = KEEPS_IDLE_CONNECTIONS
  server.listen(port)
  try {
    await once(server, 'listening')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')
      throw new ConfigurationError(`Port ${port} is taken. Choose another: PORT=${port + 1} npm start`)
    throw error
  }
  return server
}

/** Lets requests that are under way finish; idle connections would otherwise keep the process for minutes. */
async function close(server: Server): Promise<void> {
  const closed = once(server, 'close')
  server.close()
  server.closeIdleConnections()
  const force = setTimeout(() => server.closeAllConnections(), 5_000)
  await closed
  clearTimeout(force)
}
