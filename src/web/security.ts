import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import type { RequestHandler } from 'express'
import helmet from 'helmet'
import { randomText } from './random-text.ts'

/**
 * Headers for every answer. Nothing inline runs, nothing is framed, and forms lead only to ourselves and,
 * by redirect, to the payment pages.
 */
export function securityHeaders(options: {
  production: boolean
  paymentPages: readonly string[]
}): ReturnType<typeof helmet> {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        manifestSrc: ["'self'"],
        formAction: ["'self'", ...options.paymentPages],
        baseUri: ["'none'"],
        objectSrc: ["'none'"],
        frameAncestors: ["'none'"],
        ...(options.production && { upgradeInsecureRequests: [] }),
      },
    },
    strictTransportSecurity: options.production ? { maxAge: 31_536_000, includeSubDomains: true } : false,
    crossOriginOpenerPolicy: { policy: 'same-origin' },
    referrerPolicy: { policy: 'same-origin' },
  })
}

/** The same headers as data, for answers that do not come through the middleware. */
export function headersOf(security: ReturnType<typeof helmet>): Readonly<Record<string, string>> {
  const answer = new ServerResponse(new IncomingMessage(new Socket()))
  security(answer.req, answer, () => {})
  return Object.fromEntries(Object.entries(answer.getHeaders()).map(([name, value]) => [name, String(value)]))
}

/** Refuses unsafe requests that a browser says come from another site; a forged form never reaches the token check. */
export function sameOriginOnly(): RequestHandler {
  return (req, res, next) => {
    if (['GET', 'HEAD', 'OPTIONS'].includes(req.method)) return next()
    const site = req.get('sec-fetch-site')
    const origin = req.get('origin')
    const foreign =
      (site && site !== 'same-origin' && site !== 'none') || (origin && hostOf(origin) !== req.host)
    if (!foreign) return next()
    res.status(403)
    next(new ForeignOrigin())
  }
}

export class ForeignOrigin extends Error {
  override name = 'ForeignOrigin'

  constructor() {
    super('This request came from another site and was refused.')
  }
}

function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null
}

/** Names a request in the log, in the answer and on an error page. */
export function requestId(): string {
  return randomText(12)
}

export const namedAnswers: RequestHandler = (req, res, next) => {
  res.setHeader('X-Request-Id', String(req.id))
  next()
}
