import type { Request, RequestHandler, Response } from 'express'
import { NotFound } from '../models/errors.ts'
import type { LiveState } from '../models/inventory/live-state.ts'
import type { Services } from '../services.ts'
import { send } from '../web/answer.ts'
import { TOKEN_LENGTH } from '../web/csrf.ts'
import { Page } from '../web/page.ts'
import type { PageCache } from '../web/page-cache.ts'
import { PageCopies } from '../web/page-copies.ts'
import type { KeptPage } from '../web/page-store.ts'
import type { PageFrame } from './page-frame.ts'
import type { PageLocals } from './request.ts'

/** A page that is the same for everybody, except for its holes. */
export interface KeepablePage {
  /** Path and query, in the one spelling under which it is kept; null for a page that is made for one visitor. */
  readonly address: string | null
  /** The product it shows, or WHOLE_SHOP. */
  readonly about: number
  readonly view: string
  /** Read when the page is made; not before, or it might be older than its revision. */
  read(): Promise<PageLocals>
  /** What goes into the stock hole, as nobody in particular sees it. */
  stock?(live: LiveState): Promise<Page>
  /** The same for one visitor, such as one who holds some of it; null for anybody else. */
  ownStock?(req: Request, live: LiveState): Promise<Page | null>
}

/** A kept page with the stock of one moment in it. */
export class Stocked {
  readonly stock: string
  readonly page: Page
  /** Whoever has one of them in their cart sees another stock. */
  readonly variantIds: ReadonlySet<number>
  readonly #ready = new WeakMap<Page, Page>()
  readonly #copies = new WeakMap<Page, PageCopies>()

  constructor(live: LiveState, page: Page) {
    this.stock = live.stock
    this.page = page
    this.variantIds = live.concerned
  }

  /** Of a page as `for` makes it. */
  copies(page: Page): PageCopies {
    const known = this.#copies.get(page) ?? new PageCopies(page, TOKEN_LENGTH)
    this.#copies.set(page, known)
    return known
  }

  /** Nothing left open but the tokens of its forms. */
  for(navigation: Page): Page {
    const known =
      this.#ready.get(navigation) ?? this.page.with('navigation', navigation).with('notice', Page.of(''))
    this.#ready.set(navigation, known)
    return known
  }
}

/** Shows pages that are kept, and makes those that are not. */
export class KeptPages {
  readonly #cache: PageCache<LiveState>
  readonly #frame: PageFrame
  readonly #shop: Pick<Services, 'catalog' | 'live'>
  /** Kept pages with the stock of a moment already in them. */
  readonly #stocked = new WeakMap<KeptPage, Stocked>()

  constructor(cache: PageCache<LiveState>, frame: PageFrame, shop: Pick<Services, 'catalog' | 'live'>) {
    this.#cache = cache
    this.#frame = frame
    this.#shop = shop
  }

  /** Gives every answer `res.keptPage`. */
  middleware: RequestHandler = (req, res, next) => {
    res.keptPage = (wanted: KeepablePage) =>
      wanted.address === null
        ? this.#showOnce(req, res, wanted)
        : this.#show(req, res, wanted, wanted.address)
    next()
  }

  /** With the stock of the last time somebody asked for it. */
  stocked(kept: KeptPage): Stocked | undefined {
    return this.#stocked.get(kept)
  }

  async #show(req: Request, res: Response, wanted: KeepablePage, address: string): Promise<void> {
    const shown = await this.#cache.page({ address, about: wanted.about, make: () => this.#make(wanted) })
    if (!shown) throw new NotFound()
    const { kept, live } = shown
    const own = await wanted.ownStock?.(req, live)
    const page = own ? kept.page : await this.#withStock(kept, live, wanted)
    send(req, res, page, await this.#frame.fillings(req, res, own ?? ''))
  }

  async #showOnce(req: Request, res: Response, wanted: KeepablePage): Promise<void> {
    const live = wanted.stock && (await this.#shop.live.state(wanted.about))
    const page = await this.#frame.page(wanted.view, await wanted.read())
    const stock = live && ((await wanted.ownStock?.(req, live)) ?? (await wanted.stock?.(live)))
    send(req, res, page, await this.#frame.fillings(req, res, stock ?? ''))
  }

  async #make(wanted: KeepablePage): Promise<Pick<KeptPage, 'page' | 'freshUntil' | 'beside'>> {
    const freshUntil = await this.#shop.catalog.freshUntil()
    const locals = await wanted.read()
    const page = await this.#frame.page(wanted.view, locals)
    return { page, beside: locals.beside ?? [], freshUntil: freshUntil.getTime() }
  }

  async #withStock(kept: KeptPage, live: LiveState, { stock }: KeepablePage): Promise<Page> {
    const known = this.#stocked.get(kept)
    if (known?.stock === live.stock) return known.page
    const page = stock ? kept.page.with('stock', await stock(live)) : kept.page
    this.#stocked.set(kept, new Stocked(live, page))
    return page
  }
}
