import type { Request, RequestHandler, Response } from 'express'
import { z } from 'zod'

const noticeShape = z.object({
  tone: z.enum(['good', 'bad']),
  text: z.string().max(600),
  href: z.string().optional(),
  label: z.string().optional(),
})

/** A sentence for the next page. */
export type Notice = z.infer<typeof noticeShape>

const COOKIE = 'notice'

/** Carries notices over a redirect in a signed cookie, so that they survive a lost session. */
export function notices(secure: boolean): RequestHandler {
  return (_req, res, next) => {
    res.notify = (notice) => {
      res.cookie(COOKIE, JSON.stringify(notice), {
        signed: true,
        httpOnly: true,
        sameSite: 'lax',
        secure,
        path: '/',
      })
    }
    next()
  }
}

/** The notice to show on this page; it is shown once. */
export function takeNotice(req: Request, res: Response): Notice | null {
  const cookie: unknown = req.signedCookies?.[COOKIE]
  if (typeof cookie !== 'string') return null
  res.clearCookie(COOKIE, { path: '/' })
  const parsed = noticeShape.safeParse(json(cookie))
  return parsed.success ? parsed.data : null
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
