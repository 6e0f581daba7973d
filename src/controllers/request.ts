import type { Logger } from 'pino'
import type { User } from '../models/accounts/user.ts'
import type { Cart } from '../models/cart/cart.ts'
import type { Shopper } from '../services/shopper.ts'
import type { Notice } from '../web/notice.ts'
import type { Locals } from '../web/pages.ts'

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
}
