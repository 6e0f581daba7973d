import type { Request, Response } from 'express'
import type { Services } from '../../services.ts'
import { EventStreams, eventOf } from '../../web/event-streams.ts'

const MOST = { inAll: 12_000, perAddress: 60 }

/** What a guest's tabs are told: their cart is a cookie, which only they can show us. */
const LOOK_AGAIN = eventOf({ version: null, cartUnits: null })

interface Viewer {
  readonly req: Request
  readonly res: Response
  told: string
}

/** Tells open pages that their cart was changed, in another tab, on another device or by the shop (server-sent events). */
export class CartStreams {
  readonly #services: Pick<Services, 'carts' | 'news'>
  readonly #streams: EventStreams
  readonly #viewers = new Map<string, Set<Viewer>>()

  constructor(services: Pick<Services, 'carts' | 'news'>, tellCount: (open: number) => void) {
    this.#services = services
    this.#streams = new EventStreams(MOST, tellCount)
    services.news.listen((news) => {
      if (news === null) for (const cartId of this.#viewers.keys()) this.#tell(cartId)
      else if ('cartId' in news) this.#tell(news.cartId)
    })
  }

  open = async (req: Request, res: Response) => {
    if (!this.#streams.admits(req, res)) return
    const cartId = await this.#services.carts.idOf(req.shopper)
    if (res.closed) return

    this.#streams.begin(res)
    const viewer = { req, res, told: '' }
    this.#watch(cartId, viewer)
    // What changed between the page and the stream.
    await this.#look(viewer)
  }

  close(): void {
    this.#streams.close()
  }

  #watch(cartId: string, viewer: Viewer): void {
    const viewers = this.#viewers.get(cartId) ?? new Set()
    this.#viewers.set(cartId, viewers.add(viewer))
    viewer.res.on('close', () => {
      viewers.delete(viewer)
      if (viewers.size === 0) this.#viewers.delete(cartId)
    })
  }

  #tell(cartId: string): void {
    for (const viewer of this.#viewers.get(cartId) ?? []) {
      const { req, res } = viewer
      // Whatever fails now is looked at again by the browser, when it comes back.
      if (req.user) this.#look(viewer).catch(() => res.end())
      else this.#sendAway(res)
    }
  }

  /** The browser comes back with the cookie of then: perhaps of another cart, because its shopper has signed in. */
  #sendAway(res: Response): void {
    this.#streams.send(res, LOOK_AGAIN)
    res.end()
  }

  async #look(viewer: Viewer): Promise<void> {
    const { req, res } = viewer
    if (!(await isStillThere(req))) return void res.end()
    const message = eventOf(await this.#services.carts.version(req.shopper))
    if (message !== viewer.told) this.#streams.send(res, message)
    viewer.told = message
  }
}

/** Who signed out meanwhile, in another tab, is told nothing more. */
function isStillThere(req: Request): Promise<boolean> {
  const { userId } = req.shopper
  if (userId === null) return Promise.resolve(true)
  return new Promise((answer) => {
    req.session.reload((error) => answer(!error && req.session.userId === userId))
  })
}
