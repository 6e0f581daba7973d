import type { Request, RequestHandler } from 'express'

/** A file that came with a form. */
export interface Upload {
  readonly field: string
  /** As it is called where it comes from. */
  readonly name: string
  readonly bytes: Uint8Array
}

declare global {
  namespace Express {
    interface Request {
      /** Missing where a route takes no files. */
      uploads?: readonly Upload[]
    }
  }
}

/** No form of ours has half as many; taking millions apart would keep everybody waiting. */
const MOST_PARTS = 50

/**
 * Parses a form with files: its texts become the body, as with any other form. Stands before the check of the token,
 * which is one of the texts, and therefore only on routes that take files.
 *
 * @param limit bytes that this request may bring
 */
export function uploads(limit: (req: Request) => number): RequestHandler {
  return async (req, _res, next) => {
    if (!req.is('multipart/form-data')) return next()
    const parts = [...(await formIn(req, limit(req)))]
    req.body = textsIn(parts)
    req.uploads = await Promise.all(
      parts.flatMap(([field, value]) =>
        typeof value === 'string' || value.size === 0 ? [] : upload(field, value),
      ),
    )
    next()
  }
}

/** As the parser of other forms gives them: what comes several times is an array. */
function textsIn(parts: readonly (readonly [string, File | string])[]): Record<string, string | string[]> {
  const texts = parts.flatMap(([name, value]) =>
    typeof value === 'string' ? [{ name, text: value.replaceAll('\0', '') }] : [],
  )
  const byName = Map.groupBy(texts, ({ name }) => name)
  return Object.fromEntries(
    [...byName].map(([name, [first, ...others]]) => [
      name,
      others.length > 0 ? [first, ...others].flatMap((one) => one?.text ?? []) : (first?.text ?? ''),
    ]),
  )
}

async function upload(field: string, file: File): Promise<Upload> {
  return { field, name: file.name, bytes: await file.bytes() }
}

async function formIn(req: Request, limit: number): Promise<FormData> {
  const type = req.get('content-type') ?? ''
  const body = await bytesOf(req, limit)
  if (partsOf(body, type) > MOST_PARTS) throw refused(413, 'more parts than a form has')
  return new Response(body, { headers: { 'content-type': type } }).formData().catch(() => {
    throw refused(400, 'not a form')
  })
}

/** Reads on beyond the limit without keeping it: a browser that is cut off while sending shows nobody our answer. */
async function bytesOf(req: Request, limit: number): Promise<Buffer<ArrayBuffer>> {
  const chunks: Uint8Array[] = []
  let length = 0
  try {
    for await (const chunk of req) {
      length += chunk.length
      if (length <= limit) chunks.push(chunk)
      else chunks.length = 0
    }
  } catch {
    throw refused(400, 'the sender went away')
  }
  if (length > limit) throw refused(413, 'more bytes than allowed')
  return Buffer.concat(chunks)
}

function partsOf(body: Buffer, type: string): number {
  const boundary = `--${/boundary="?([^";]+)/i.exec(type)?.[1] ?? ''}`
  let parts = 0
  for (let at = body.indexOf(boundary); at >= 0 && parts <= MOST_PARTS; at = body.indexOf(boundary, at + 1))
    parts += 1
  return parts
}

function refused(status: number, message: string): Error {
  return Object.assign(new Error(message), { status })
}
