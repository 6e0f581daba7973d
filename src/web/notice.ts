import type { Request, RequestHandler } from 'express'
import { z } from 'zod'

/** Characters; a cookie holds 4 KB. */
const LONGEST = 600

const noticeShape = z.object({
  tone: z.enum(['good', 'bad']),
  text: z.string().max(LONGEST),
  /** A button beside the sentence; its form carries the key. */
  action: z.object({ path: z.string(), label: z.string(), key: z.string() }).optional(),
  /** A link beside the sentence, to a path of ours. */
  href: z.string().startsWith('/').optional(),
  label: z.string().optional(),
})

/** A sentence for the next page. */
export type Notice = z.infer<typeof noticeShape>

const COOKIE = 'notice'

/** Carries notices over a redirect in a signed cookie, so that they survive a lost session. */
export function notices(secure: boolean): RequestHandler {
  return (req, res, next) => {
    let pending: Notice | null = null
    res.notify = (given) => {
      const notice = { ...given, text: shortened(given.text) }
      pending = notice
      res.cookie(COOKIE, JSON.stringify(notice), {
        signed: true,
        httpOnly: true,
        sameSite: 'lax',
        secure,
        path: '/',
      })
    }
    res.takeNotice = () => {
      const notice = pending ?? noticeIn(req)
      if (notice) res.clearCookie(COOKIE, { path: '/' })
      return notice
    }
    next()
  }
}

function noticeIn(req: Request): Notice | null {
  const cookie: unknown = req.signedCookies[COOKIE]
  const parsed = noticeShape.safeParse(typeof cookie === 'string' ? json(cookie) : null)
  return parsed.success ? parsed.data : null
}

function shortened(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1).toWellFormed()}…`
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
