import cookieParser, { signedCookie } from 'cookie-parser'
import type { Request, RequestHandler } from 'express'

/**
 * Parses cookies. A cookie that begins with "j:" would become an object, which nobody here ever writes and
 * everybody who expects text stumbles over; it is left out.
 */
export function cookies(secrets: readonly string[]): RequestHandler[] {
  return [cookieParser([...secrets]), textOnly]
}

function textOnly(req: Request, _res: unknown, next: () => void): void {
  req.cookies = text(req.cookies)
  req.signedCookies = text(req.signedCookies)
  next()
}

/** A signature that does not fit makes a cookie `false`: it is kept, to be told from one that is missing. */
function text(parsed: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(parsed).filter(([, value]) => typeof value === 'string' || value === false),
  )
}

/** One cookie of a header, without looking at the others. */
export function cookieIn(header: string | undefined, name: string): string | null {
  const start = header?.startsWith(`${name}=`) ? 0 : (header?.indexOf(`; ${name}=`) ?? -1)
  if (header === undefined || start < 0) return null
  const value = header.slice(header.indexOf('=', start) + 1).split(';', 1)[0] ?? ''
  try {
    return decodeURIComponent(value)
  } catch {
    return null
  }
}

/** @returns null unless it was signed with one of the secrets */
export function signedCookieIn(header: string, name: string, secrets: readonly string[]): string | null {
  const cookie = cookieIn(header, name)
  const value = cookie === null ? false : signedCookie(cookie, [...secrets])
  return typeof value === 'string' && value !== cookie ? value : null
}
