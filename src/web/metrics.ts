import { createServer, type Server } from 'node:http'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { CacheOutcome } from './page-cache.ts'

/** Figures of one process for Prometheus. */
export class Metrics {
  readonly #registry = new Registry()
  readonly #pages = new Counter({
    name: 'page_cache_pages_total',
    help: 'Kept pages shown: from memory, from the shared store, or made anew.',
    labelNames: ['outcome'],
    registers: [this.#registry],
  })
  // Looking a label up each time costs more than counting.
  readonly #shown = {
    memory: this.#pages.labels('memory'),
    store: this.#pages.labels('store'),
    made: this.#pages.labels('made'),
  }
  readonly #ages = new Histogram({
    name: 'page_cache_age_seconds',
    help: 'How long ago a kept page had been made when it was shown.',
    buckets: [1, 10, 60, 300, 1_800, 3_600, 21_600, 86_400],
    registers: [this.#registry],
  })
  readonly #streams = new Gauge({
    name: 'stock_streams_open',
    help: 'Pages that are being told of stock and prices at the moment.',
    registers: [this.#registry],
  })

  readonly #cartStreams = new Gauge({
    name: 'cart_streams_open',
    help: 'Pages that are being told of changes of their cart at the moment.',
    registers: [this.#registry],
  })

  constructor() {
    collectDefaultMetrics({ register: this.#registry })
  }

  pageShown = (outcome: CacheOutcome, ageMilliseconds: number): void => {
    this.#shown[outcome].inc()
    this.#ages.observe(ageMilliseconds / 1_000)
  }

  streamsOpen = (count: number): void => this.#streams.set(count)

  cartStreamsOpen = (count: number): void => this.#cartStreams.set(count)

  text(): Promise<string> {
    return this.#registry.metrics()
  }

  /** On a port of its own, which no shopper reaches. */
  server(): Server {
    return createServer(async (_req, res) => {
      res.setHeader('Content-Type', this.#registry.contentType)
      res.end(await this.text())
    })
  }
}
