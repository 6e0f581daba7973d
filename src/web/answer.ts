import type { IncomingHttpHeaders } from 'node:http'
import type { Request, Response } from 'express'
import type { Fillings, Page } from './page.ts'

/** Fast enough to be done for one answer. */
const QUICK = 3

/** Answers with a page. It has no ETag: the tokens in its forms differ every time. */
export function send(req: Request, res: Response, page: Page, fillings: Fillings): void {
  if (!res.get('Cache-Control')) res.set('Cache-Control', 'private, no-cache')
  res.type('html').vary('Accept-Encoding')
  const zipped = takesGzip(req.headers)
  if (zipped) res.set('Content-Encoding', 'gzip')
  const pieces = zipped ? page.gzip(fillings, QUICK) : page.bytes(fillings)
  res.set('Content-Length', String(lengthOf(pieces)))
  res.cork()
  for (const piece of pieces) res.write(piece)
  res.end()
}

/** Bytes. */
export function lengthOf(pieces: readonly Buffer[]): number {
  let length = 0
  for (const piece of pieces) length += piece.length
  return length
}

export function takesGzip(headers: IncomingHttpHeaders): boolean {
  const accepted = headers['accept-encoding']
  return typeof accepted === 'string' && /\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/.test(accepted)
}
