import Stripe from 'stripe'
import { PaymentUnavailable, Unsigned } from '../models/errors.ts'
import { Money } from '../models/money.ts'
import type {
  PaymentGateway,
  PaymentNotice,
  PaymentPage,
  PaymentReport,
  PaymentRequest,
} from '../models/payments/payment-gateway.ts'
import { leastCharge } from './stripe-minimums.ts'

/** Milliseconds that a call may take, its retries not counted. */
const TIMEOUT = 10_000
const MOST_ITEMS = 100
const EXPANDED = { expand: ['payment_intent'] }

/** Sentences for what Stripe calls decline codes; the rest get the last. */
const DECLINED: Readonly<Record<string, string>> = {
  insufficient_funds: 'Your card was declined: insufficient funds.',
  expired_card: 'Your card was declined: it has expired.',
  incorrect_cvc: 'Your card was declined: its security code is wrong.',
  authentication_required: 'Your bank did not confirm the payment.',
  payment_intent_authentication_failure: 'Your bank did not confirm the payment.',
}
const JUST_DECLINED = 'Your card was declined.'

/** Stripe's hosted Checkout page: no card data touches the shop. */
export class StripeGateway implements PaymentGateway {
  readonly name = 'stripe'
  readonly leastCharge = leastCharge
  readonly #stripe: Stripe
  readonly #webhookSecrets: readonly string[]

  /**
   * @param webhookSecrets several while they are being rotated
   * @param apiBase another address of the API, such as that of a stand-in
   */
  constructor(secretKey: string, webhookSecrets: readonly string[], apiBase?: string) {
    this.#stripe = new Stripe(secretKey, { timeout: TIMEOUT, maxNetworkRetries: 2, ...addressOf(apiBase) })
    this.#webhookSecrets = webhookSecrets
  }

  async open(request: PaymentRequest): Promise<PaymentPage> {
    const session = await this.#call(() =>
      this.#stripe.checkout.sessions.create(
        {
          mode: 'payment',
          client_reference_id: request.orderNumber,
          customer_email: request.email,
          line_items: atMost(MOST_ITEMS, request.items).map(({ name, quantity, amount }) => ({
            quantity,
            price_data: {
              currency: amount.currency.toLowerCase(),
              unit_amount: amount.amount,
              product_data: { name },
            },
          })),
          metadata: bindingOf(request),
          payment_intent_data: { metadata: bindingOf(request), description: `Order ${request.orderNumber}` },
          success_url: request.returnUrl,
          cancel_url: request.cancelUrl,
          expires_at: Math.floor(request.expiresAt.getTime() / 1000),
        },
        { idempotencyKey: request.paymentId },
      ),
    )
    if (!session.url) throw new PaymentUnavailable()
    return { reference: session.id, url: session.url }
  }

  async read(reference: string): Promise<PaymentReport> {
    return report(await this.#call(() => this.#stripe.checkout.sessions.retrieve(reference, EXPANDED)))
  }

  async close(reference: string): Promise<PaymentReport> {
    try {
      return report(await this.#stripe.checkout.sessions.expire(reference, EXPANDED))
    } catch (error) {
      // Only an open session can be expired; one that was paid a moment ago, or has ended, says what it is.
      if (error instanceof Stripe.errors.StripeInvalidRequestError)
        return error.code === 'resource_missing' ? gone(reference) : this.read(reference)
      throw new PaymentUnavailable(error)
    }
  }

  async refund(refund: {
    id: string
    charge: string
    amount: Money
    reason: string
  }): Promise<{ reference: string }> {
    const sent = await this.#call(() =>
      this.#stripe.refunds.create(
        { payment_intent: refund.charge, amount: refund.amount.amount, metadata: { reason: refund.reason } },
        { idempotencyKey: refund.id },
      ),
    )
    return { reference: sent.id }
  }

  notice(rawBody: Buffer, signature: string | undefined): PaymentNotice {
    for (const secret of this.#webhookSecrets) {
      try {
        const event = this.#stripe.webhooks.constructEvent(rawBody, signature ?? '', secret)
        return { id: event.id, type: event.type, reference: sessionIn(event) }
      } catch (error) {
        if (!(error instanceof Stripe.errors.StripeSignatureVerificationError)) throw error
      }
    }
    throw new Unsigned()
  }

  async #call<Result>(call: () => Promise<Result>): Promise<Result> {
    try {
      return await call()
    } catch (error) {
      if (error instanceof Stripe.errors.StripeError) throw new PaymentUnavailable(error)
      throw error
    }
  }
}

/** Stripe takes a hundred items; the last of a longer list are joined. */
function atMost(most: number, items: PaymentRequest['items']): PaymentRequest['items'] {
  const rest = items.slice(most - 1)
  const [first] = rest
  if (!first || rest.length === 1) return items
  const amount = Money.sum(
    rest.map((item) => item.amount.times(item.quantity)),
    first.amount.currency,
  )
  return [...items.slice(0, most - 1), { name: `${rest.length} more`, quantity: 1, amount }]
}

/** A page that Stripe does not know: of another key, or of a stand-in that has forgotten it. Nobody can pay there. */
function gone(reference: string): PaymentReport {
  const amount = Money.zero('EUR')
  return { reference, charge: null, paymentId: null, state: 'cancelled', amount, declineReason: '' }
}

function bindingOf({ orderNumber, paymentId }: PaymentRequest) {
  return { order: orderNumber, payment: paymentId }
}

function addressOf(apiBase: string | undefined): Stripe.StripeConfig {
  if (!apiBase) return {}
  const { protocol, hostname, port } = new URL(apiBase)
  return {
    host: hostname,
    protocol: protocol === 'http:' ? 'http' : 'https',
    ...(port && { port: Number(port) }),
  }
}

function sessionIn({ data, type }: Stripe.Event): string | null {
  if (!type.startsWith('checkout.session.')) return null
  return 'id' in data.object && typeof data.object.id === 'string' ? data.object.id : null
}

function report(session: Stripe.Checkout.Session): PaymentReport {
  const intent = typeof session.payment_intent === 'object' ? session.payment_intent : null
  return {
    reference: session.id,
    charge: intent?.id ?? null,
    paymentId: session.metadata?.payment ?? null,
    state: stateOf(session, intent),
    amount: Money.of(session.amount_total ?? 0, (session.currency ?? 'eur').toUpperCase()),
    declineReason: declineReason(intent),
  }
}

function stateOf(
  session: Stripe.Checkout.Session,
  intent: Stripe.PaymentIntent | null,
): PaymentReport['state'] {
  if (session.payment_status === 'paid') return 'captured'
  if (session.status === 'expired') return 'cancelled'
  if (session.status === 'open') return 'open'
  // The shopper is done and the bank is not: the intent tells whether it is still thinking.
  return intent?.status === 'processing' ? 'processing' : 'cancelled'
}

function declineReason(intent: Stripe.PaymentIntent | null): string {
  const error = intent?.last_payment_error
  if (!error) return ''
  return DECLINED[error.decline_code ?? error.code ?? ''] ?? DECLINED[error.code ?? ''] ?? JUST_DECLINED
}
