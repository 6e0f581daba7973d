import type { Redis } from 'ioredis'
import type { Logger } from 'pino'
import { z } from 'zod'
import { HOLES, Page } from './page.ts'

/** A page as it was made. */
export interface KeptPage {
  readonly page: Page
  /** Of what it shows, when it was made; with any other it is worthless. */
  readonly revision: number
  /** Milliseconds since 1970. */
  readonly madeAt: number
  /** When something it shows changes by itself: a sale begins, the last parcel of the day leaves. Milliseconds since 1970. */
  readonly freshUntil: number
  /** The product it is about, or 0. */
  readonly about: number
  /** Products that it shows beside that one. */
  readonly beside: readonly number[]
}

/** Bytes. */
const ROOM = 200_000_000

/** In this process: the oldest page goes when there is no more room. */
export class MemoryPageStore {
  readonly #kept = new Map<string, KeptPage>()
  readonly #room: number
  #size = 0

  /** @param room bytes */
  constructor(room = ROOM) {
    this.#room = room
  }

  peek(address: string): KeptPage | undefined {
    return this.#kept.get(address)
  }

  put(address: string, kept: KeptPage): void {
    this.#drop(address)
    this.#kept.set(address, kept)
    this.#size += kept.page.size
    for (const oldest of this.#kept.keys()) {
      if (this.#size <= this.#room) break
      this.#drop(oldest)
    }
  }

  #drop(address: string): void {
    this.#size -= this.#kept.get(address)?.page.size ?? 0
    this.#kept.delete(address)
  }
}

const shape = z.object({
  page: z.object({ texts: z.array(z.string()), holes: z.array(z.enum(HOLES)) }),
  revision: z.number(),
  madeAt: z.number(),
  freshUntil: z.number(),
  about: z.number(),
  beside: z.array(z.number()),
})

/** Milliseconds. What nobody looks at does not stay. */
const LONGEST = 60 * 60_000

/** For all processes together. When Redis fails it has nothing and keeps nothing. */
export class RedisPageStore {
  readonly #redis: Redis
  readonly #prefix: string
  readonly #log: Logger

  /** @param edition changes with the program, so that a new release never shows pages of the old one */
  constructor(redis: Redis, edition: string, log: Logger) {
    this.#redis = redis
    this.#prefix = `page:${edition}:`
    this.#log = log
  }

  async get(address: string): Promise<KeptPage | null> {
    try {
      const text = await this.#redis.get(this.#prefix + address)
      if (!text) return null
      const { page, ...facts } = shape.parse(JSON.parse(text))
      return { ...facts, page: Page.restored(page) }
    } catch (error) {
      this.#log.warn({ err: error }, 'page store')
      return null
    }
  }

  async put(address: string, kept: KeptPage): Promise<void> {
    const lives = Math.min(kept.freshUntil - kept.madeAt, LONGEST)
    if (lives <= 0) return
    await this.#redis
      .set(this.#prefix + address, JSON.stringify(kept), 'PX', lives)
      .catch((error: unknown) => this.#log.warn({ err: error }, 'page store'))
  }
}
