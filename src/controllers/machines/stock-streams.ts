import type { Request, Response } from 'express'
import { NotFound } from '../../models/errors.ts'
import type { Services } from '../../services.ts'
import { EventStreams, eventOf } from '../../web/event-streams.ts'

const MOST = { inAll: 12_000, perAddress: 60 }
/** Milliseconds. */
const GATHER = 50
const LOOK_AGAIN = 10_000

type Shop = Pick<Services, 'catalog' | 'live' | 'news' | 'pages' | 'products'>

interface Watched {
  readonly viewers: Set<Response>
  /** Of the variants on the page, and of what its sets are made of. */
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
  readonly #streams: EventStreams
  readonly #watched = new Map<number, Watched>()
  readonly #timer: NodeJS.Timeout
  readonly #changed = new Set<number>()

  constructor(services: Shop, clock: () => Date, tellCount: (open: number) => void) {
    this.#services = services
    this.#clock = clock
    this.#streams = new EventStreams(MOST, tellCount)
    services.news.listen((news) => {
      if (news === null) this.#lookAtAll()
      else if ('productId' in news) this.#look(news.productId)
      else if ('variantId' in news)
        for (const [id, { variantIds }] of this.#watched) if (variantIds.has(news.variantId)) this.#look(id)
    })
    // For a sale that begins by itself, a hold that runs out, and news that was lost.
    this.#timer = setInterval(() => this.#lookAtAll(), LOOK_AGAIN).unref()
  }

  open = async (req: Request<{ slug: string }>, res: Response) => {
    if (!this.#streams.admits(req, res)) return
    const id = await this.#services.products.idAt(req.params.slug)
    if (id === null) throw new NotFound('specimen')
    if (res.closed) return

    this.#streams.begin(res)
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

  close(): void {
    clearInterval(this.#timer)
    this.#streams.close()
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
    for (const viewer of watched.viewers) this.#streams.send(viewer, message)
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
    watched.variantIds = new Set(state.levels.keys())
    watched.moment = moment
    watched.freshUntil = freshUntil.getTime()
    watched.message = eventOf(told)
    return watched.message
  }
}
