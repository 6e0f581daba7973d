import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'

/** What has changed. */
export type News =
  | { readonly productId: number }
  | { readonly variantId: number }
  | { readonly cartId: string }

/** Told after a change; null when anything may have changed, as after a lost connection. */
export type OnNews = (news: News | null) => void

/** Milliseconds. Stock moves in bursts; one message tells of many variants. */
const GATHER = 40
const RECONNECT = 500
/** A message may be 8,000 bytes long. */
const IDS_PER_MESSAGE = 200

const READ: Readonly<Record<string, (id: string) => News | null>> = {
  stock: (id) => ({ variantId: Number(id) }),
  carts: (id) => ({ cartId: id }),
  shelf: (id) => (id === '0' ? null : { productId: Number(id) }),
}

type Told = 'stock' | 'carts'

/**
 * News of stock, prices and carts between all processes on one database, by LISTEN and NOTIFY. Triggers tell of
 * products; the rest is told after the transaction, because NOTIFY inside would make every sale wait for every other.
 */
export class ShopNews {
  readonly #pool: pg.Pool
  readonly #databaseUrl: string
  readonly #onTrouble: (error: Error) => void
  readonly #gathered: Record<Told, Set<string>> = { stock: new Set(), carts: new Set() }
  readonly #listeners: OnNews[] = []
  #connection: pg.Client | null = null
  #closed = false

  constructor(databaseUrl: string, pool: pg.Pool, onTrouble: (error: Error) => void) {
    this.#databaseUrl = databaseUrl
    this.#pool = pool
    this.#onTrouble = onTrouble
  }

  /** Does not wait: news that is lost is found by whoever looks again. */
  tell(channel: Told, ids: Iterable<number | string>): void {
    const gathered = this.#gathered[channel]
    if (gathered.size === 0) setTimeout(() => this.#send(channel), GATHER).unref()
    for (const id of ids) gathered.add(String(id))
  }

  /** Listens until it is closed, again and again if the connection is cut. */
  listen(onNews: OnNews): void {
    this.#listeners.push(onNews)
    if (this.#listeners.length === 1) void this.#listen()
  }

  async close(): Promise<void> {
    this.#closed = true
    await this.#connection?.end().catch(() => {})
  }

  #send(channel: Told): void {
    const ids = [...this.#gathered[channel]]
    this.#gathered[channel].clear()
    for (let from = 0; from < ids.length && !this.#closed; from += IDS_PER_MESSAGE) {
      const message = ids.slice(from, from + IDS_PER_MESSAGE).join(',')
      this.#pool
        .query({ name: 'tell', text: 'SELECT pg_notify($1, $2)', values: [channel, message] })
        .catch(this.#onTrouble)
    }
  }

  async #listen(): Promise<void> {
    while (!this.#closed) {
      const client = new pg.Client({ connectionString: this.#databaseUrl, keepAlive: true })
      const cut = new Promise<void>((done) => client.on('end', done))
      client.on('error', this.#onTrouble)
      client.on('notification', ({ channel, payload = '' }) => {
        for (const id of payload.split(',')) this.#pass(READ[channel]?.(id) ?? null)
      })
      try {
        await client.connect()
        if (this.#closed) return await client.end()
        this.#connection = client
        await client.query('LISTEN stock; LISTEN carts; LISTEN shelf')
        this.#pass(null)
        await cut
      } catch (error) {
        if (error instanceof Error) this.#onTrouble(error)
      }
      if (!this.#closed) await sleep(RECONNECT)
    }
  }

  #pass(news: News | null): void {
    for (const onNews of this.#listeners) onNews(news)
  }
}
