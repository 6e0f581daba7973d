import type { Request, RequestHandler, Response } from 'express'
import session, { type SessionData, type Store } from 'express-session'

/** Milliseconds of idleness after which a session ends. */
const IDLE = 12 * 60 * 60_000

/** Sessions for whoever signs in; nobody else gets a cookie. */
export function sessions(store: Store, secrets: readonly string[], secure: boolean): RequestHandler {
  return session({
    store,
    secret: [...secrets],
    name: secure ? '__Host-sid' : 'sid',
    resave: false,
    saveUninitialized: false,
    rolling: true,
    cookie: { httpOnly: true, sameSite: 'lax', secure, path: '/', maxAge: IDLE },
  })
}

/** A new session id for the new role: an id that somebody planted before is worth nothing. */
export async function beginSession(req: Request, facts: Partial<SessionData>): Promise<void> {
  await new Promise<void>((done, failed) =>
    req.session.regenerate((error) => (error ? failed(error) : done())),
  )
  Object.assign(req.session, facts)
  // express-session answers 200 even if saving failed, so wait for it here.
  await new Promise<void>((done, failed) => req.session.save((error) => (error ? failed(error) : done())))
}

export async function endSession(req: Request, res: Response): Promise<void> {
  await new Promise<void>((done, failed) => req.session.destroy((error) => (error ? failed(error) : done())))
  for (const name of ['sid', '__Host-sid'])
    if (name in req.signedCookies) res.clearCookie(name, { path: '/', secure: name !== 'sid' })
}
