import type { Request, Response } from 'express'

/** How many streams one process and one address may have open. */
export interface StreamBounds {
  readonly inAll: number
  readonly perAddress: number
}

/** Milliseconds. */
const HEARTBEAT = 20_000
/** Bytes a slow reader may fall behind. */
const FURTHEST_BEHIND = 64_000
/** Some proxies pass nothing on until they have this much. */
const PADDING = `:${' '.repeat(2_048)}\n`

/** Open streams of server-sent events: bounded, kept alive, and cut off where the reader falls behind. */
export class EventStreams {
  readonly #most: StreamBounds
  readonly #tellCount: (open: number) => void
  readonly #perAddress = new Map<string, number>()
  readonly #begun = new Set<Response>()
  readonly #heart: NodeJS.Timeout
  #open = 0
  #closed = false

  constructor(most: StreamBounds, tellCount: (open: number) => void) {
    this.#most = most
    this.#tellCount = tellCount
    this.#heart = setInterval(() => this.#beat(), HEARTBEAT).unref()
  }

  /**
   * To be asked before anything is waited for: many at once would all find room, and who leaves meanwhile would count
   * for ever.
   *
   * @returns false where there is no room; that is answered then
   */
  admits(req: Request, res: Response): boolean {
    const address = req.ip ?? ''
    if (!this.#hasRoomFor(address)) {
      res.status(503).set('Retry-After', '60').end()
      return false
    }
    this.#count(address, 1)
    res.on('close', () => this.#count(address, -1))
    return true
  }

  begin(res: Response): void {
    res.writeHead(200, {
      'Content-Type': 'text/event-stream',
      'Cache-Control': 'no-store, no-transform',
      'X-Accel-Buffering': 'no',
    })
    res.write(`${PADDING}retry: 3000\n\n`)
    this.#begun.add(res)
    res.on('close', () => this.#begun.delete(res))
  }

  send(res: Response, message: string): void {
    if (res.writableLength > FURTHEST_BEHIND) res.destroy()
    else if (!res.writableEnded) res.write(message)
  }

  /** Ends all streams; browsers come back to whoever is there. */
  close(): void {
    this.#closed = true
    clearInterval(this.#heart)
    for (const res of this.#begun) res.end()
  }

  #hasRoomFor(address: string): boolean {
    const ofAddress = this.#perAddress.get(address) ?? 0
    return !this.#closed && this.#open < this.#most.inAll && ofAddress < this.#most.perAddress
  }

  #beat(): void {
    for (const res of this.#begun) this.send(res, ':\n\n')
  }

  #count(address: string, more: 1 | -1): void {
    this.#open += more
    const left = (this.#perAddress.get(address) ?? 0) + more
    if (left > 0) this.#perAddress.set(address, left)
    else this.#perAddress.delete(address)
    this.#tellCount(this.#open)
  }
}

/** An object as a message. */
export function eventOf(facts: object): string {
  return `data: ${JSON.stringify(facts)}\n\n`
}
