import { type SessionData, Store } from 'express-session'

type Answer = (error?: unknown, session?: SessionData | null) => void

/**
 * Sessions that survive the loss of their cache: each is written to the durable store first, and the cache only spares
 * it questions. While the cache is down or after it was flushed, whoever was signed in stays signed in. A copy that could
 * not be deleted because the cache was away lives no longer than the cache keeps it.
 */
export class CachedSessions extends Store {
  readonly #durable: Store
  readonly #cache: Store

  constructor(durable: Store, cache: Store) {
    super()
    this.#durable = durable
    this.#cache = cache
  }

  get(sid: string, answer: Answer): void {
    this.#cache.get(sid, (missed, cached) => {
      if (!missed && cached) answer(null, cached)
      else this.#fromDurable(sid, answer)
    })
  }

  set(sid: string, session: SessionData, done: Answer = () => {}): void {
    this.#durable.set(sid, session, (failed) => {
      if (failed) done(failed)
      else this.#cache.set(sid, session, () => done())
    })
  }

  destroy(sid: string, done: Answer = () => {}): void {
    this.#durable.destroy(sid, (failed) => {
      if (failed) done(failed)
      else this.#cache.destroy(sid, () => done())
    })
  }

  /** The durable store learns that somebody is still there when it is asked for them, whenever the copy ends. */
  override touch(_sid: string, _session: SessionData, done: () => void = () => {}): void {
    done()
  }

  #fromDurable(sid: string, answer: Answer): void {
    this.#durable.get(sid, (failed, session) => {
      if (failed || !session) return answer(failed, session)
      this.#durable.touch?.(sid, session)
      this.#cache.set(sid, session, () => answer(null, session))
    })
  }
}
