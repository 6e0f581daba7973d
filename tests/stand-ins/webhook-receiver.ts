import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { text } from 'node:stream/consumers'
import Stripe from 'stripe'

/** The shop's webhook endpoint: verifies each delivery as the shop does and remembers it. */
export class WebhookReceiver {
  static async open(secret: string): Promise<WebhookReceiver> {
    const receiver = new WebhookReceiver(secret)
    receiver.#server.listen(0, '127.0.0.1')
    await once(receiver.#server, 'listening')
    return receiver
  }

  /** How the next deliveries are answered; 200 when used up. */
  readonly answers: number[] = []
  readonly received: Stripe.Event[] = []
  readonly #stripe = new Stripe('sk_test_receiver')
  readonly #secret: string
  readonly #server: Server
  readonly #listeners = new Set<() => void>()

  private constructor(secret: string) {
    this.#secret = secret
    this.#server = createServer(async (request, response) => {
      await this.#receive(request)
      response.writeHead(this.answers.shift() ?? 200).end()
      for (const listener of this.#listeners) listener()
    })
  }

  get url(): string {
    const address = this.#server.address()
    if (typeof address !== 'object' || address === null) throw new Error('The receiver does not listen')
    return `http://127.0.0.1:${address.port}/webhooks/stripe`
  }

  get types(): string[] {
    return this.received.map(({ type }) => type).sort()
  }

  ofType(type: string): Stripe.Event[] {
    return this.received.filter((event) => event.type === type)
  }

  /** Resolves as soon as that many deliveries of this type have come. */
  async until(type: string, count = 1): Promise<Stripe.Event[]> {
    while (this.ofType(type).length < count) await this.#next()
    return this.ofType(type)
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    this.#server.close()
    await once(this.#server, 'close')
  }

  async #receive(request: IncomingMessage): Promise<void> {
    const payload = await text(request)
    const signature = request.headers['stripe-signature'] ?? ''
    this.received.push(this.#stripe.webhooks.constructEvent(payload, signature, this.#secret))
  }

  #next(): Promise<void> {
    return new Promise((resolve) => {
      const listener = () => {
        this.#listeners.delete(listener)
        resolve()
      }
      this.#listeners.add(listener)
    })
  }
}
