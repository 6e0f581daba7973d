import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { brotliCompress, gzip } from 'node:zlib'
import type { Request, Response } from 'express'

const PACK = { br: promisify(brotliCompress), gzip: promisify(gzip) } as const

type Packing = keyof typeof PACK

/** A file that is held in memory and compressed once, when somebody first asks for it. */
export class PackedFile {
  /** Changes with the content. */
  readonly version: string
  readonly #bytes: Buffer
  readonly #type: string
  readonly #packed = new Map<Packing, Promise<Buffer>>()

  /** @param type the file's ending, such as '.css' */
  constructor(bytes: Buffer, type: string) {
    this.#bytes = bytes
    this.#type = type
    this.version = createHash('sha256').update(bytes).digest('hex').slice(0, 12)
  }

  /** @param lasting true when the address changes with the content, so that browsers may keep the answer for ever */
  async send(req: Request<object>, res: Response, lasting: boolean): Promise<void> {
    res.set('Cache-Control', lasting ? 'public, max-age=31536000, immutable' : 'public, no-cache')
    const packing = packingFor(req)
    if (packing) res.set('Content-Encoding', packing)
    const tag = packing ? `${this.version}-${packing}` : this.version
    res.set('ETag', `"${tag}"`).vary('Accept-Encoding').type(this.#type)
    res.send(packing ? await this.#pack(packing) : this.#bytes)
  }

  #pack(packing: Packing): Promise<Buffer> {
    const packed = this.#packed.get(packing) ?? PACK[packing](this.#bytes)
    this.#packed.set(packing, packed)
    return packed
  }
}

function packingFor(req: Request<object>): Packing | null {
  if (req.acceptsEncodings('br')) return 'br'
  return req.acceptsEncodings('gzip') ? 'gzip' : null
}
