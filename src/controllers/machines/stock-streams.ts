import type { Request, Response } from 'express'
import { NotFound } from '../../models/errors.ts'
import type { Services } from '../../services.ts'

/** Streams one process and one address may have open. */
const MOST = { inAll: 12_000, perAddress: 60 }
/** Milliseconds. */
const GATHER = 50
const HEARTBEAT = 20_000
const LOOK_AGAIN = 10_000
/** Bytes a slow reader may fall behind. */
const FURTHEST_BEHIND = 64_000
/** Some proxies pass nothing on until they have this much. */
const PADDING = `:${' '.repeat(2_048)}\n`

type Shop = Pick<Services, 'catalog' | 'live' | 'news' | 'pages' | 'products'>

interface Watched {
  readonly viewers: Set<Response>
  /** Of the variants on the page. */
  variantIds: ReadonlySet<number>
  /** What was told last, of which revision and stock, and until when it stays true if nobody changes anything. */
  message: string
  moment: string
  freshUntil: number
}

const WHATEVER = { choice: {} }

const nothingTold = (): Watched => ({
  viewers: new Set(),
  variantIds: new Set(),
  ...{ message: '', moment: '', freshUntil: 0 },
})

/** Tells open product pages of stock and prices, whichever process changed them (server-sent events). */
export class StockStreams {
  readonly #services: Shop
  readonly #clock: () => Date
  readonly #tellCount: (open: number) => void
  readonly #watched = new Map<number, Watched>()
  readonly #perAddress = new Map<string, number>()
  readonly #timers: readonly NodeJS.Timeout[]
  readonly #changed = new Set<number>()
  #open = 0
  #closed = false

  constructor(services: Shop, clock: () => Date, tellCount: (open: number) => void) {
    this.#services = services
    this.#clock = clock
    this.#tellCount = tellCount
    services.news.listen((news) => {
      if (news === null) this.#lookAtAll()
      else if ('productId' in news) this.#look(news.productId)
      else if ('variantId' in news)
        for (const [id, { variantIds }] of this.#watched) if (variantIds.has(news.variantId)) this.#look(id)
    })
    this.#timers = [
      setInterval(() => this.#beat(), HEARTBEAT).unref(),
      // For a sale that begins by itself, a hold that runs out, and news that was lost.
      setInterval(() => this.#lookAtAll(), LOOK_AGAIN).unref(),
    ]
  }

  open = async (req: Request<{ slug: string }>, res: Response) => {
    const address = req.ip ?? ''
    if (!this.#hasRoomFor(address)) return res.status(503).set('Retry-After', '60').end()
    // Before anything is waited for: many at once would all find room, and who leaves meanwhile would count for ever.
    this.#count(address, 1)
    res.on('close', () => this.#count(address, -1))
    const id = await this.#services.products.idAt(req.params.slug)
    if (id === null) throw new NotFound('specimen')
    if (res.closed) return

    res.writeHead(200, {
      'Content-Type': 'text/event-stream',
      'Cache-Control': 'no-store, no-transform',
      'X-Accel-Buffering': 'no',
    })
    res.write(`${PADDING}retry: 3000\n\n`)
    const watched = this.#watched.get(id) ?? nothingTold()
    this.#watched.set(id, watched)
    watched.viewers.add(res)
    res.on('close', () => {
      watched.viewers.delete(res)
      if (watched.viewers.size === 0) this.#watched.delete(id)
    })
    // What changed between the page and the stream.
    res.write(await this.#message(id, watched))
  }

  /** Ends all streams; browsers come back to whoever is there. */
  close(): void {
    this.#closed = true
    for (const timer of this.#timers) clearInterval(timer)
    for (const { viewers } of this.#watched.values()) for (const viewer of viewers) viewer.end()
  }

  #hasRoomFor(address: string): boolean {
    const ofAddress = this.#perAddress.get(address) ?? 0
    return !this.#closed && this.#open < MOST.inAll && ofAddress < MOST.perAddress
  }

  #lookAtAll(): void {
    for (const id of this.#watched.keys()) this.#look(id)
  }

  #look(id: number): void {
    if (!this.#watched.has(id)) return
    if (this.#changed.size === 0) setTimeout(() => this.#tellChanges(), GATHER).unref()
    this.#changed.add(id)
  }

  #tellChanges(): void {
    const ids = [...this.#changed]
    this.#changed.clear()
    for (const id of ids) {
      const watched = this.#watched.get(id)
      // Whatever fails now is looked at again by the clock.
      if (watched) this.#tell(id, watched).catch(() => {})
    }
  }

  async #tell(id: number, watched: Watched): Promise<void> {
    const before = watched.message
    const message = await this.#message(id, watched)
    if (message === before) return
    for (const viewer of watched.viewers)
      if (viewer.writableLength > FURTHEST_BEHIND) viewer.destroy()
      else viewer.write(message)
  }

  /** Made anew only if something happened, or the time has come at which something changes by itself. */
  async #message(id: number, watched: Watched): Promise<string> {
    const { live, catalog, products, pages } = this.#services
    const state = await live.state(id)
    if (!state) return ''
    const moment = `${state.revision} ${state.stock}`
    if (moment === watched.moment && this.#clock().getTime() < watched.freshUntil) return watched.message

    const freshUntil = await catalog.freshUntil()
    const { offers } = await products.counter(id, WHATEVER, state.levels)
    const onShow = await products.find(id, WHATEVER)
    const stock = await Promise.all(
      offers.map((offer) => pages.fragment('products/_stock', { stock: offer.stock })),
    )
    const told = { stock: stock.join(''), sheets: onShow?.sheets ?? [] }
    watched.variantIds = new Set(offers.map(({ variant }) => variant.id))
    watched.moment = moment
    watched.freshUntil = freshUntil.getTime()
    watched.message = `data: ${JSON.stringify(told)}\n\n`
    return watched.message
  }

  #beat(): void {
    for (const { viewers } of this.#watched.values()) for (const viewer of viewers) viewer.write(':\n\n')
  }

  #count(address: string, more: 1 | -1): void {
    this.#open += more
    const left = (this.#perAddress.get(address) ?? 0) + more
    if (left > 0) this.#perAddress.set(address, left)
    else this.#perAddress.delete(address)
    this.#tellCount(this.#open)
  }
}
