import type { CardFacts } from '../models/catalog/card-facts.ts'
import type { ShelfIndex } from '../models/catalog/shelf/shelf-index.ts'

/** Products a question, while the file is filled. */
const CHUNK = 500
/** Beyond this the oldest are forgotten; the facts of a card are about 900 bytes. */
const MOST_KEPT = 200_000

/** What is on the shelf, and how new it is. */
type Shelf = Pick<ShelfIndex, 'ids' | 'revisionOf'>

interface Filed {
  readonly revision: number
  /** JSON outside the heap: a hundred thousand objects would be looked at by every garbage collection. */
  readonly bytes: Buffer
}

/** What the database knows of the cards, so that a page of them costs no question. */
export class CardFile {
  readonly #read: (ids: readonly number[]) => Promise<readonly CardFacts[]>
  readonly #filed = new Map<number, Filed>()

  constructor(read: (ids: readonly number[]) => Promise<readonly CardFacts[]>) {
    this.#read = read
  }

  /** In any order, as true as the index is; what it does not have is read from the database. */
  async of(ids: readonly number[], index: Shelf): Promise<readonly CardFacts[]> {
    const known = ids.flatMap((id) => this.#known(id, index) ?? [])
    if (known.length === ids.length) return known
    const missing = ids.filter((id) => !this.#isTrue(this.#filed.get(id), id, index))
    return [...known, ...(await this.#learn(missing, index))]
  }

  /** Reads ahead what may be asked for next. */
  async fill(index: Shelf): Promise<void> {
    const ids = index.ids
    for (let from = 0; from < ids.length; from += CHUNK) {
      const some = ids.slice(from, from + CHUNK)
      await this.#learn(
        some.filter((id) => !this.#filed.has(id)),
        index,
      )
    }
  }

  #known(id: number, index: Shelf): CardFacts | null {
    const filed = this.#filed.get(id)
    return this.#isTrue(filed, id, index) ? JSON.parse(filed.bytes.toString()) : null
  }

  #isTrue(filed: Filed | undefined, id: number, index: Shelf): filed is Filed {
    return filed !== undefined && filed.revision === index.revisionOf(id)
  }

  /** Facts are filed under the revision that the index had before the question: they may be newer, not older. */
  async #learn(ids: readonly number[], index: Shelf): Promise<readonly CardFacts[]> {
    if (ids.length === 0) return []
    const revisions = new Map(ids.map((id) => [id, index.revisionOf(id)]))
    const facts = await this.#read(ids)
    for (const fact of facts) {
      const revision = revisions.get(fact.id)
      if (revision !== undefined)
        this.#filed.set(fact.id, { revision, bytes: Buffer.from(JSON.stringify(fact)) })
    }
    for (const id of this.#filed.keys()) {
      if (this.#filed.size <= MOST_KEPT) break
      this.#filed.delete(id)
    }
    return facts
  }
}
