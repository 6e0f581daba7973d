import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import express, { type Express, type Router } from 'express'
import { Api } from './api/api.ts'
import { serveCharges } from './api/charges.ts'
import { serveCheckoutSessions } from './api/checkout-sessions.ts'
import { serveEvents } from './api/events.ts'
import { servePaymentIntents } from './api/payment-intents.ts'
import { servePaymentMethods } from './api/payment-methods.ts'
import { serveRefunds } from './api/refunds.ts'
import { SecretKey } from './api/secret-key.ts'
import { CardNetwork } from './checkout/card-network.ts'
import { Checkout } from './checkout/checkout.ts'
import { RefundDesk } from './checkout/refund-desk.ts'
import { furnish, type Office } from './office.ts'
import { HostedPage } from './pages/hosted-page.ts'
import { Page } from './pages/page.ts'
import type { Duties } from './schedule/agenda.ts'
import { FileJournal, NoJournal } from './store/journal.ts'
import { WebhookDeliveries } from './webhooks/webhook-deliveries.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

const BACK_OFF = [
  SECOND,
  5 * SECOND,
  15 * SECOND,
  MINUTE,
  5 * MINUTE,
  15 * MINUTE,
  HOUR,
  3 * HOUR,
  12 * HOUR,
  24 * HOUR,
]

export interface StripeStandInOptions {
  readonly secretKey: string
  readonly webhookSecret: string
  readonly webhookUrl: string
  /** Where shoppers reach the hosted page; the listening address if not given. */
  readonly publicUrl?: string
  /** The file that keeps everything over restarts; without it everything is forgotten. */
  readonly journalPath?: string
  readonly merchantName: string
  readonly now?: () => Date
  /** How long late payments and late refunds stay undecided. */
  readonly lateAfterMilliseconds?: number
  /** Pauses before the second, third, … attempt to deliver a webhook. */
  readonly backOffMilliseconds?: readonly number[]
  /** Told of failures that nobody asked about and of every answer with status 500. */
  readonly report?: (error: unknown) => void
}

/**
 * Stripe's HTTP API and its hosted Checkout page, as far as the shop uses them, for the `stripe` package:
 * `new Stripe(key, { host: '127.0.0.1', port, protocol: 'http' })`.
 *
 * Never for production: anyone who can reach it "pays" without money. Whoever composes the application must not
 * start it there.
 */
export class StripeStandIn {
  /** The whole of it. */
  readonly app: Express
  /** Only the payment page, to be mounted inside another application (whose address is then the `publicUrl`). */
  readonly hostedPage: Router
  readonly #server: Server
  readonly #office: Office
  readonly #duties: Duties
  readonly #deliveries: WebhookDeliveries
  #publicUrl: string | undefined
  #closing: Promise<void> | undefined

  constructor(options: StripeStandInOptions) {
    this.#publicUrl = options.publicUrl?.replace(/\/+$/, '')
    this.#office = furnish({
      now: options.now ?? (() => new Date()),
      journal: options.journalPath ? new FileJournal(options.journalPath) : new NoJournal(),
      publicUrl: () => this.#publicUrl ?? '',
      lateAfterMilliseconds: options.lateAfterMilliseconds ?? 20 * SECOND,
      report: options.report ?? console.error,
    })

    const checkout = new Checkout(this.#office, new CardNetwork(this.#office))
    const refundDesk = new RefundDesk(this.#office)
    this.#deliveries = new WebhookDeliveries(endpointOf(options), this.#office)
    this.#duties = {
      expire_session: (id) => checkout.expireInTime(id),
      settle_payment: (id) => checkout.settleInTime(id),
      settle_refund: (id) => refundDesk.settleInTime(id),
      deliver_event: (id) => this.#deliveries.take(id),
    }

    this.hostedPage = new HostedPage(this.#office, checkout, new Page(options.merchantName)).router
    const api = new Api(this.#office, new SecretKey(options.secretKey))
    serveCheckoutSessions(api, this.#office, checkout)
    servePaymentIntents(api, this.#office)
    servePaymentMethods(api, this.#office)
    serveCharges(api, this.#office)
    serveRefunds(api, this.#office, refundDesk)
    serveEvents(api, this.#office)
    api.finish()
    this.app = express().disable('x-powered-by').use(this.hostedPage).use(api.router)
    this.#server = createServer(this.app)
  }

  /** Port 0 takes any free port. */
  async listen(port: number, host = '127.0.0.1'): Promise<{ url: string; port: number }> {
    this.#server.listen(port, host)
    await once(this.#server, 'listening')
    const address = this.#server.address()
    const taken = typeof address === 'object' && address ? address.port : port
    const url = `http://${host}:${taken}`
    this.#publicUrl ??= url
    this.#deliveries.resume()
    this.#office.agenda.start(this.#duties)
    return { url, port: taken }
  }

  /** Stops everything; what was still to be done is done after the next start from the same journal. */
  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    this.#office.agenda.stop()
    const closed = this.#server.listening ? once(this.#server, 'close') : undefined
    this.#server.close()
    this.#server.closeAllConnections()
    await Promise.all([closed, this.#deliveries.close()])
    this.#office.store.close()
  }
}

function endpointOf({ webhookUrl, webhookSecret, backOffMilliseconds = BACK_OFF }: StripeStandInOptions) {
  return { url: webhookUrl, secret: webhookSecret, backOffMilliseconds }
}
