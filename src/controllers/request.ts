import type { Logger } from 'pino'
import type { User } from '../models/accounts/user.ts'
import type { Cart } from '../models/cart/cart.ts'
import type { Money } from '../models/money.ts'
import type { Shopper } from '../services/shopper.ts'
import type { Notice } from '../web/notice.ts'
import type { Locals } from '../web/pages.ts'
import type { KeepablePage } from './kept-pages.ts'
import type { Graph } from './schema-org/graph.ts'

/** What the middleware of app.ts puts on every request and answer. */
declare global {
  namespace Express {
    interface Request {
      /** The signed-in customer. */
      user: User | null
      /** The signed-in member of staff. */
      staff: User | null
      shopper: Shopper
      /** What the shopper's cart held when the request came in. */
      cart: Cart
    }

    interface Response {
      /** Answers with a view inside the shop's layout. */
      page(view: string, locals: PageLocals): Promise<void>
      /** Answers with a page that is kept for everybody. */
      keptPage(page: KeepablePage): Promise<void>
      /** Shows a sentence on this page or, after a redirect, on the next. */
      notify(notice: Notice): void
      /** The sentence to show now; each is shown once. Missing while cookies were not read yet. */
      takeNotice?: () => Notice | null
    }
  }
}

declare module 'http' {
  interface IncomingMessage {
    log: Logger
  }
}

declare module 'express-session' {
  interface SessionData {
    userId: number
    staffId: number
  }
}

export interface PageLocals extends Locals {
  readonly title: string
  /** Where the page is, if not at the path that was asked for. */
  readonly path?: string
  /** One or two sentences for search engines and link previews. */
  readonly description?: string
  /** The one path, with what of the query belongs to it, that search engines keep this page under; see page-frame.ts. */
  readonly canonical?: string
  readonly jsonLd?: Graph
  /** Ids of products that a kept page shows beside the one it is about. */
  readonly beside?: readonly number[]
  readonly preview?: LinkPreview
  /** News of what this page shows, instead of the shop's. */
  readonly feed?: { readonly title: string; readonly href: string }
}

/** How the page looks where somebody shares its address. */
export interface LinkPreview {
  readonly type: 'website' | 'product'
  readonly picture?: { readonly key: string; readonly alt: string } | null
  readonly price?: Money
}
