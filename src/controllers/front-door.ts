import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Logger } from 'pino'
import type { CartLine } from '../models/cart/cart-line.ts'
import { type LiveState, WHOLE_SHOP } from '../models/inventory/live-state.ts'
import type { Services } from '../services.ts'
import { lengthOf, takesGzip } from '../web/answer.ts'
import { cookieIn, signedCookieIn } from '../web/cookies.ts'
import { csrfTokenFor } from '../web/csrf.ts'
import type { Page } from '../web/page.ts'
import type { PageCache } from '../web/page-cache.ts'
import type { PageCopies } from '../web/page-copies.ts'
import type { KeptPage } from '../web/page-store.ts'
import { requestId } from '../web/security.ts'
import { cartCookieName } from './cart-cookie.ts'
import { cartIn } from './cart-text.ts'
import type { KeptPages, Stocked } from './kept-pages.ts'
import type { PageFrame } from './page-frame.ts'
import { SeenProducts } from './seen-products.ts'

interface Surroundings {
  readonly live: Services['live']
  readonly cache: PageCache<LiveState>
  readonly pages: KeptPages
  readonly frame: PageFrame
  /** Those of every answer. */
  readonly headers: Readonly<Record<string, string>>
  readonly secrets: readonly string[]
  readonly secure: boolean
  /** Null where requests are not logged one by one. */
  readonly log: Logger | null
}

/**
 * Answers guests whose page lies ready, before Express begins: one question to the database, shared with everybody who
 * asks at the same time, then bytes. Whatever is out of the ordinary goes on to Express, which answers the same.
 */
export class FrontDoor {
  readonly #given: Surroundings
  /** Names and values in turn, as Node writes them fastest. */
  readonly #headers: readonly string[]

  constructor(given: Surroundings) {
    this.#given = given
    this.#headers = Object.entries({
      ...given.headers,
      'Content-Type': 'text/html; charset=utf-8',
      'Cache-Control': 'private, no-cache',
      Vary: 'Accept-Encoding',
    }).flat()
  }

  /** In front of another listener. */
  before(express: RequestListener): RequestListener {
    return (req, res) => {
      const kept = req.method === 'GET' && req.url ? this.#given.cache.peek(req.url) : null
      const ready = kept && this.#given.pages.stocked(kept)
      if (!kept || !ready || isKnown(req.headers.cookie)) return express(req, res)
      this.#given.live.state(kept.about, kept.beside).then(
        (live) => {
          const page = live && this.#pageFor(req, kept, ready, live)
          if (page) this.#send(req, res, ready, page, kept.about)
          else express(req, res)
        },
        () => express(req, res),
      )
    }
  }

  /** Null unless it is true at this moment, and for this visitor. */
  #pageFor(req: IncomingMessage, kept: KeptPage, ready: Stocked, live: LiveState): Page | null {
    if (live.revision !== kept.revision || live.stock !== ready.stock) return null
    const lines = this.#cartLines(req.headers.cookie)
    if (!lines || lines.some(({ variantId }) => ready.variantIds.has(variantId))) return null
    const cartUnits = lines.reduce((units, { quantity }) => units + quantity, 0)
    const navigation = this.#given.frame.knownNavigation({ signedIn: false, cartUnits })
    if (navigation) this.#given.cache.shown(kept)
    return navigation ? ready.for(navigation) : null
  }

  /** Null if there is a cart that cannot be read. */
  #cartLines(header: string | undefined): readonly CartLine[] | null {
    const { secure, secrets } = this.#given
    const name = cartCookieName(secure)
    return header?.includes(name) ? (cartIn(signedCookieIn(header, name, secrets))?.lines ?? null) : NOTHING
  }

  #send(req: IncomingMessage, res: ServerResponse, ready: Stocked, page: Page, about: number): void {
    const { secure, log } = this.#given
    const id = requestId()
    const known = (name: string) => cookieIn(req.headers.cookie, name)
    const { token, setCookie } = page.has('csrf') ? csrfTokenFor(known, secure) : NO_FORM

    const headers = [...this.#headers, 'X-Request-Id', id]
    if (setCookie) headers.push('Set-Cookie', setCookie)
    if (about !== WHOLE_SHOP)
      headers.push('Set-Cookie', seenCookie(SeenProducts.next(known(SeenProducts.cookieName), about), secure))
    if (takesGzip(req.headers)) sendZipped(res, headers, page, token)
    else sendCopy(res, headers, ready.copies(page), token)
    log?.info(
      { req: { id, method: req.method, path: req.url?.split('?')[0] }, res: { status: 200 } },
      'request completed',
    )
  }
}

function sendCopy(res: ServerResponse, headers: string[], copies: PageCopies, token: string): void {
  const copy = copies.take(token)
  headers.push('Content-Length', String(copy.length))
  res.writeHead(200, headers)
  res.end(copy, () => copies.giveBack(copy))
}

function sendZipped(res: ServerResponse, headers: string[], page: Page, token: string): void {
  const pieces = page.gzip({ csrf: () => token, navigation: nothing, notice: nothing, stock: nothing })
  headers.push('Content-Encoding', 'gzip', 'Content-Length', String(lengthOf(pieces)))
  res.writeHead(200, headers)
  // One piece after the other would be one system call after the other.
  res.cork()
  for (const piece of pieces) res.write(piece)
  res.end()
}

const NOTHING: readonly CartLine[] = []
const NO_FORM = { token: '', setCookie: null }

const nothing = () => ''

function seenCookie(seen: string, secure: boolean): string {
  const { maxAge } = SeenProducts.cookieOptions(secure)
  return `${SeenProducts.cookieName}=${seen}; Max-Age=${maxAge / 1_000}; Path=/; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`
}

/** Somebody who signed in, or who is to be told something. */
function isKnown(cookie: string | undefined): boolean {
  return cookie !== undefined && /(^|[;\s-])(sid|notice)=/.test(cookie)
}
