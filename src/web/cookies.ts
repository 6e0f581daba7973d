import cookieParser from 'cookie-parser'
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
