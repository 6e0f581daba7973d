import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express'
import {
  Conflict,
  Invalid,
  NotFound,
  OutOfStock,
  Overrun,
  PaymentUnavailable,
  ShopError,
  Unsigned,
} from '../models/errors.ts'
import { isExpiredToken } from '../web/csrf.ts'
import { TooManyRequests } from '../web/rate-limit.ts'
import { ForeignOrigin } from '../web/security.ts'

interface Face {
  readonly status: number
  readonly heading: string
  readonly sentence: string
}

const STATUS: readonly [new (...args: never[]) => Error, number, string][] = [
  [NotFound, 404, 'Not found'],
  [OutOfStock, 409, 'There are not that many left'],
  [Conflict, 409, 'That has changed in the meantime'],
  [Unsigned, 400, 'Refused'],
  [Invalid, 422, 'That did not work'],
  [Overrun, 503, 'One moment, please'],
  [PaymentUnavailable, 503, 'Payment is not available right now'],
  [ForeignOrigin, 403, 'Refused'],
  [TooManyRequests, 429, 'Slowly, please'],
]

/** Every address that no route answers. */
export const notFound: RequestHandler = () => {
  throw new NotFound()
}

/** The one place that decides how an error looks, in HTML and in JSON. */
export const errors: ErrorRequestHandler = async (error, req, res, next) => {
  if (res.headersSent) return next(error)
  if (isExpiredToken(error)) return showContinue(req, res)

  if (error instanceof TooManyRequests && isTyped(req)) return showSlowly(error, req, res)

  const face = faceOf(error)
  if (face.status >= 500) req.log.error({ err: error }, 'request failed')
  res.status(face.status)
  if (face.status === 503) res.set('Retry-After', '10')
  if (wantsJson(req)) res.json({ success: false, message: face.sentence })
  else
    await res.page('errors/show', {
      ...face,
      title: face.heading,
      requestId: req.id,
      ways: waysOn(req),
      again:
        face.status >= 500 && req.method === 'POST'
          ? { action: req.originalUrl, fields: typedFields(req) }
          : null,
      indexable: false,
    })
}

/** Of an answer that tells of this error. */
export function statusOf(error: Error): number {
  return faceOf(error).status
}

export function wantsJson(req: Request): boolean {
  return req.accepts(['html', 'json']) === 'json'
}

/** What a shopper or a program is told about an error. */
export function faceOf(error: unknown): Face {
  const known = STATUS.find(([kind]) => error instanceof kind)
  if (known && error instanceof Error) return { status: known[1], heading: known[2], sentence: error.message }
  if (error instanceof ShopError)
    return { status: 409, heading: 'That did not work', sentence: error.message }
  return refusedByParser(error) ?? BROKEN
}

const BROKEN: Face = {
  status: 500,
  heading: 'Something broke on our side',
  sentence: 'We have been told about it. Please try again in a moment; what you entered before is kept.',
}

/** Express and its parsers mark what the sender did wrong with a status of their own. */
function refusedByParser(error: unknown): Face | null {
  if (!(error instanceof Error) || !('status' in error) || typeof error.status !== 'number') return null
  if (error.status < 400 || error.status >= 500) return null
  return {
    status: error.status,
    heading: 'We did not understand that',
    sentence: error.status === 413 ? 'That was too much at once.' : 'The address or the form is damaged.',
  }
}

/** The form had been open for so long that its token expired: one button sends it again, as it was. */
async function showContinue(req: Request, res: Response): Promise<void> {
  if (wantsJson(req)) {
    res.status(403).json({ success: false, message: 'This page has been open for long. Please reload it.' })
    return
  }
  await res.status(403).page('errors/continue', {
    title: 'Please continue',
    action: req.originalUrl,
    fields: typedFields(req),
    indexable: false,
  })
}

/** The form with what was typed, to be sent again a little later. */
async function showSlowly({ message }: TooManyRequests, req: Request, res: Response): Promise<void> {
  await res.status(429).page('errors/slowly', {
    title: 'Slowly, please',
    sentence: message,
    requestId: req.id,
    action: req.originalUrl,
    fields: typedFields(req).map(({ name, value }) => ({ name, value, label: LABELS[name] ?? null })),
    indexable: false,
  })
}

/** What is worth seeing again, and changing. */
const LABELS: Readonly<Record<string, string>> = {
  code: 'Coupon code',
  card: 'Gift card code',
  quantity: 'Quantity',
  number: 'Order number',
  email: 'Email',
}

function isTyped(req: Request): boolean {
  return !wantsJson(req) && typedFields(req).length > 0
}

/** Without token and passwords. */
function typedFields({ body }: Request): { name: string; value: string }[] {
  const fields = typeof body === 'object' && body !== null ? Object.entries(body) : []
  return fields.flatMap(([name, value]) =>
    typeof value === 'string' && name !== '_csrf' && !/password/i.test(name) ? [{ name, value }] : [],
  )
}

/** Back to the page they came from, if it was one of ours, and to the places everybody knows. */
function waysOn(req: Request): { href: string; label: string }[] {
  const from = req.get('referer')
  const came = from && URL.canParse(from) ? new URL(from) : null
  const back =
    came && came.host === req.host && came.pathname !== req.path ? came.pathname + came.search : null
  return [
    ...(back ? [{ href: back, label: 'Go back' }] : []),
    { href: '/', label: 'To the shop’s front page' },
    { href: '/cart', label: 'To your cart' },
  ]
}
