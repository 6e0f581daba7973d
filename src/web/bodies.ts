import express, { type Request, type RequestHandler } from 'express'

const LIMIT = '100kb'

/** Parses forms and JSON. PostgreSQL knows no NUL in text, and no form needs one: it is left out. */
export function bodies(): RequestHandler[] {
  return [express.urlencoded({ extended: false, limit: LIMIT }), express.json({ limit: LIMIT }), withoutNul]
}

/** Refuses addresses with a NUL in their path: none of ours has one. */
export const withoutNulInPath: RequestHandler = (req, _res, next) => {
  next(/%00/.test(req.path) ? Object.assign(new Error('NUL in the path'), { status: 400 }) : undefined)
}

function withoutNul(req: Request, _res: unknown, next: () => void): void {
  const body: unknown = req.body
  if (typeof body === 'object' && body !== null && !Array.isArray(body))
    req.body = Object.fromEntries(
      Object.entries(body).map(([name, value]) => [
        name,
        typeof value === 'string' ? value.replaceAll('\0', '').toWellFormed() : value,
      ]),
    )
  next()
}
