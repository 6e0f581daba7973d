import csurf from 'csurf'
import type { Request, RequestHandler } from 'express'

/** The token's secret lives in a cookie of its own, so that a lost session does not make a form useless. */
export function csrfProtection(secure: boolean): RequestHandler {
  return csurf({
    cookie: {
      key: secure ? '__Host-csrf' : 'csrf',
      httpOnly: true,
      sameSite: 'lax',
      secure,
      path: '/',
      maxAge: 30 * 86_400,
    },
    value: (req: Request) => tokenIn(req.body) ?? tokenIn({ _csrf: req.get('x-csrf-token') }) ?? '',
  })
}

export function isExpiredToken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EBADCSRFTOKEN'
}

function tokenIn(body: unknown): string | null {
  if (typeof body !== 'object' || body === null || !('_csrf' in body)) return null
  return typeof body._csrf === 'string' ? body._csrf : null
}
