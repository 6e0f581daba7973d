import { hash } from 'node:crypto'
import csurf from 'csurf'
import type { Request, RequestHandler } from 'express'
import { randomText } from './random-text.ts'

const DAYS_30 = 30 * 86_400
/** Characters: a salt of 8, a hyphen, and 32 bytes as base64url. */
export const TOKEN_LENGTH = 52

/** The token's secret lives in a cookie of its own, so that a lost session does not make a form useless. */
export function csrfProtection(secure: boolean): RequestHandler {
  return csurf({
    cookie: cookieOf(secure),
    value: (req: Request) => tokenIn(req.body) ?? tokenIn({ _csrf: req.get('x-csrf-token') }) ?? '',
  })
}

/**
 * A token that csurf accepts, for answers that do not come through its middleware: salt, hyphen, SHA-256 of both salt
 * and secret. csurf asks the system for randomness twice each time, which costs more than sending the page.
 *
 * @returns the token, and the cookie to set if the visitor has none yet
 */
export function csrfTokenFor(
  cookie: (name: string) => string | null,
  secure: boolean,
): { readonly token: string; readonly setCookie: string | null } {
  const { key } = cookieOf(secure)
  const known = cookie(key)
  const secret = known || randomText(24)
  const salt = randomText(8).replaceAll('-', '_')
  return {
    token: `${salt}-${hash('sha256', `${salt}-${secret}`, 'base64url')}`,
    setCookie:
      secret === known
        ? null
        : `${key}=${secret}; Max-Age=${DAYS_30}; Path=/; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`,
  }
}

export function isExpiredToken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EBADCSRFTOKEN'
}

/** The cookie's value is a secret of its browser, for 30 days. */
export function csrfCookieName(secure: boolean): string {
  return secure ? '__Host-csrf' : 'csrf'
}

function cookieOf(secure: boolean) {
  return {
    key: csrfCookieName(secure),
    httpOnly: true,
    sameSite: 'lax',
    secure,
    path: '/',
    maxAge: DAYS_30,
  } as const
}

function tokenIn(body: unknown): string | null {
  if (typeof body !== 'object' || body === null || !('_csrf' in body)) return null
  return typeof body._csrf === 'string' ? body._csrf : null
}
