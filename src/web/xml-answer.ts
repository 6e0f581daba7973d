import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import type { Request, Response } from 'express'
import { Xml } from './xml.ts'

/** Answers with a document of any length, piece by piece and, where the client can read that, compressed. */
export async function sendXml(
  req: Request<object>,
  res: Response,
  root: string,
  attributes: Readonly<Record<string, string>>,
  content: AsyncIterable<Xml> | Iterable<Xml>,
): Promise<void> {
  res.set('Cache-Control', 'public, max-age=3600').type('application/xml').vary('Accept-Encoding')
  const document = Readable.from(Xml.stream(root, attributes, content))
  if (!req.acceptsEncodings('gzip')) return pipeline(document, res)
  res.set('Content-Encoding', 'gzip')
  return pipeline(document, createGzip(), res)
}
