import { join } from 'node:path'
import ejs from 'ejs'
import type { Request, Response } from 'express'

export const views = join(import.meta.dirname, '..', 'views')

/** Sends pages of the stand-in, with the headers they need. */
export class Page {
  readonly #merchantName: string

  constructor(merchantName: string) {
    this.#merchantName = merchantName
  }

  async send(
    request: Request,
    response: Response,
    page: {
      view: 'pay' | 'authentication' | 'notice'
      status: number
      locals: object
      /** Where the page's form may lead in the end. */
      leadsTo?: readonly string[]
    },
  ): Promise<void> {
    const locals = {
      ...page.locals,
      merchant: this.#merchantName,
      stylesheet: `${request.baseUrl}/c/stand-in.css`,
    }
    const html = await ejs.renderFile(join(views, `${page.view}.ejs`), locals, { cache: true, _with: false })
    response
      .status(page.status)
      .set(headers(page.leadsTo ?? []))
      .send(html)
  }
}

function headers(leadsTo: readonly string[]) {
  const origins = leadsTo.map((url) => new URL(url).origin)
  return {
    'cache-control': 'no-store',
    'content-type': 'text/html; charset=utf-8',
    // A browser holds the redirect after a form against form-action too, hence the shop's origin.
    'content-security-policy': [
      "default-src 'none'",
      "style-src 'self'",
      "img-src 'self' data: https: http:",
      `form-action ${["'self'", ...new Set(origins)].join(' ')}`,
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  }
}
