import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'

/** Told after a change; null when anything may have changed, as after a lost connection. */
export type OnNews = (news: { readonly productId: number } | { readonly variantId: number } | null) => void

/** Milliseconds. Stock moves in bursts; one message tells of many variants. */
const GATHER = 40
const RECONNECT = 500
/** A message may be 8,000 bytes long. */
const VARIANTS_PER_MESSAGE = 500

/**
 * News of stock and prices between all processes on one database, by LISTEN and NOTIFY. Triggers tell of products;
 * stock is told after the transaction, because NOTIFY inside would make every sale wait for every other.
 */
export class ShelfNews {
  readonly #pool: pg.Pool
  readonly #databaseUrl: string
  readonly #onTrouble: (error: Error) => void
  #gathered = new Set<number>()
  #listener: pg.Client | null = null
  #closed = false

  constructor(databaseUrl: string, pool: pg.Pool, onTrouble: (error: Error) => void) {
    this.#databaseUrl = databaseUrl
    this.#pool = pool
    this.#onTrouble = onTrouble
  }

  /** Does not wait: news that is lost is found by whoever looks again. */
  tell(variantIds: Iterable<number>): void {
    if (this.#gathered.size === 0) setTimeout(() => this.#send(), GATHER).unref()
    for (const id of variantIds) this.#gathered.add(id)
  }

  /** Listens until it is closed, again and again if the connection is cut. */
  listen(onNews: OnNews): void {
    void this.#listen(onNews)
  }

  async close(): Promise<void> {
    this.#closed = true
    await this.#listener?.end().catch(() => {})
  }

  #send(): void {
    const ids = [...this.#gathered]
    this.#gathered = new Set()
    for (let from = 0; from < ids.length && !this.#closed; from += VARIANTS_PER_MESSAGE) {
      const message = ids.slice(from, from + VARIANTS_PER_MESSAGE).join(',')
      this.#pool
        .query({ name: 'tell-stock', text: "SELECT pg_notify('stock', $1)", values: [message] })
        .catch(this.#onTrouble)
    }
  }

  async #listen(onNews: OnNews): Promise<void> {
    while (!this.#closed) {
      const client = new pg.Client({ connectionString: this.#databaseUrl, keepAlive: true })
      const cut = new Promise<void>((done) => client.on('end', done))
      client.on('error', this.#onTrouble)
      client.on('notification', ({ channel, payload = '' }) => {
        for (const id of payload.split(',').map(Number))
          onNews(channel === 'stock' ? { variantId: id } : id === 0 ? null : { productId: id })
      })
      try {
        await client.connect()
        if (this.#closed) return await client.end()
        this.#listener = client
        await client.query('LISTEN stock; LISTEN shelf')
        onNews(null)
        await cut
      } catch (error) {
        if (error instanceof Error) this.#onTrouble(error)
      }
      if (!this.#closed) await sleep(RECONNECT)
    }
  }
}
