import type { KeptPage, MemoryPageStore, RedisPageStore } from './page-store.ts'

/** What is told of each look into the cache. */
export type CacheOutcome = 'memory' | 'store' | 'made'

/** What it takes to make a page. */
export interface Recipe {
  /** Path and query. */
  readonly address: string
  readonly about: number
  make(): Promise<Pick<KeptPage, 'page' | 'freshUntil' | 'beside'>>
}

/** Reads the latest revision of what a page is about and of what it shows beside it. */
export type Look<State> = (about: number, beside: readonly number[]) => Promise<State | undefined>

/** A page that is true at this moment, and the moment. */
export interface Shown<State> {
  readonly kept: KeptPage
  readonly live: State
}

interface Stores {
  readonly memory: MemoryPageStore
  /** Null in a shop without Redis. */
  readonly shared: RedisPageStore | null
}

/** Asked for instead of a product: all that shoppers can see. */
const EVERYTHING = 0

/**
 * Pages that are the same for everybody. A page is shown only while its revision is the one of this moment and nothing
 * on it has changed by itself, so whatever the stores forget, lose or mix up costs time and never the truth.
 */
export class PageCache<State extends { readonly revision: number }> {
  readonly #stores: Stores
  readonly #look: Look<State>
  readonly #clock: () => Date
  readonly #tell: (outcome: CacheOutcome, ageMilliseconds: number) => void
  readonly #beingMade = new Map<string, Promise<Shown<State> | null>>()

  constructor(
    stores: Stores,
    look: Look<State>,
    clock: () => Date,
    tell: (outcome: CacheOutcome, ageMilliseconds: number) => void,
  ) {
    this.#stores = stores
    this.#look = look
    this.#clock = clock
    this.#tell = tell
  }

  /** A page in this process that may be shown if its revision is still the same. Counts nothing. */
  peek(address: string): KeptPage | null {
    const kept = this.#stores.memory.peek(address)
    return kept && this.#isFresh(kept) ? kept : null
  }

  /** A page that was peeked at and shown. */
  shown(kept: KeptPage, outcome: CacheOutcome = 'memory'): void {
    this.#tell(outcome, this.#clock().getTime() - kept.madeAt)
  }

  /** The page of this moment: kept, or made once for all who ask meanwhile. Null if there is nothing to show. */
  async page(recipe: Recipe): Promise<Shown<State> | null> {
    return (await this.#kept(recipe)) ?? (await this.#made(recipe))
  }

  async #kept({ address, about }: Recipe): Promise<Shown<State> | null> {
    const near = this.peek(address)
    const kept = near ?? (await this.#stores.shared?.get(address))
    if (kept?.about !== about || !this.#isFresh(kept)) return null

    const live = await this.#look(kept.about, kept.beside)
    if (live?.revision !== kept.revision) return null
    if (!near) this.#stores.memory.put(address, kept)
    this.shown(kept, near ? 'memory' : 'store')
    return { kept, live }
  }

  /** Whoever waits for the same page asked after the same change: none gets a page older than their question. */
  async #made(recipe: Recipe): Promise<Shown<State> | null> {
    const now = (await this.#look(EVERYTHING, []))?.revision ?? 0
    const work = `${now} ${recipe.address}`
    const begun =
      this.#beingMade.get(work) ?? this.#make(recipe, now).finally(() => this.#beingMade.delete(work))
    this.#beingMade.set(work, begun)
    return begun
  }

  /** @param now the latest revision of all before it began */
  async #make({ address, about, make }: Recipe, now: number): Promise<Shown<State> | null> {
    const madeAt = this.#clock().getTime()
    const made = await make()
    const live = await this.#look(about, made.beside)
    if (!live) return null
    // What changed meanwhile may be in it or not: under the older number it is made again for whoever comes next.
    const kept: KeptPage = { ...made, about, revision: Math.min(live.revision, now), madeAt }
    this.#stores.memory.put(address, kept)
    void this.#stores.shared?.put(address, kept)
    this.shown(kept, 'made')
    return { kept, live }
  }

  #isFresh(kept: KeptPage): boolean {
    return this.#clock().getTime() < kept.freshUntil
  }
}
