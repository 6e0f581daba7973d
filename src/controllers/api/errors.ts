import type { ErrorRequestHandler, RequestHandler } from 'express'
import { CartFull, Invalid, NotFound, OutOfStock, VariantNeeded } from '../../models/errors.ts'
import { isExpiredToken } from '../../web/csrf.ts'
import { TooManyRequests } from '../../web/rate-limit.ts'
import { ForeignOrigin } from '../../web/security.ts'
import { faceOf } from '../errors.ts'

/** What programs tell refusals apart by. They stay, while sentences may be put better. */
const CODES: readonly [new (...args: never[]) => Error, string][] = [
  [OutOfStock, 'out_of_stock'],
  [CartFull, 'cart_full'],
  [VariantNeeded, 'variant_needed'],
  [Invalid, 'invalid'],
  [NotFound, 'not_found'],
  [ForeignOrigin, 'foreign_origin'],
  [TooManyRequests, 'too_many_requests'],
]

/** What is refused before any of the shop's rules is asked. */
const REFUSALS: Readonly<Record<number, { readonly code: string; readonly sentence: string }>> = {
  400: { code: 'malformed', sentence: 'The body is not valid JSON.' },
  405: { code: 'method_not_allowed', sentence: 'This address does not take that method.' },
  413: { code: 'too_large', sentence: 'The body is too large.' },
  415: { code: 'unsupported_media_type', sentence: 'Send the body as application/json.' },
}

const NO_TOKEN = {
  code: 'csrf_token',
  sentence: 'The header X-CSRF-Token is missing or has expired. GET /api/cart gives a new one.',
}

class Refused extends Error {
  readonly status: number

  constructor(status: 405 | 415) {
    super(REFUSALS[status]?.sentence)
    this.status = status
  }
}

/** Programs are answered in JSON whatever they accept, and told all that helps them to do better. */
export const apiErrors: ErrorRequestHandler = (error, req, res, next) => {
  if (res.headersSent) return next(error)
  const { status, sentence } = faceOf(error)
  if (status >= 500) req.log.error({ err: error }, 'request failed')
  const refusal = isExpiredToken(error) ? NO_TOKEN : REFUSALS[status]
  res.status(status).json({
    success: false,
    error: refusal?.sentence ?? sentence,
    code: CODES.find(([kind]) => error instanceof kind)?.[1] ?? refusal?.code ?? 'failed',
    ...factsOf(error),
  })
}

export const jsonOnly: RequestHandler = (req, _res, next) => {
  next(req.is('application/json') === false ? new Refused(415) : undefined)
}

/** For every method but those that were routed before it. */
export function allowOnly(...methods: readonly string[]): RequestHandler {
  return (_req, res, next) => {
    res.set('Allow', methods.join(', '))
    next(new Refused(405))
  }
}

function factsOf(error: unknown): object {
  if (error instanceof OutOfStock) return { variant_id: error.variantId, available: error.available }
  if (error instanceof VariantNeeded)
    return {
      field: error.field,
      variants: error.choices.map(({ id, name }) => ({ variant_id: id, name })),
    }
  return error instanceof Invalid && error.field ? { field: error.field } : {}
}
