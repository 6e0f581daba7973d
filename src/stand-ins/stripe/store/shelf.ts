import type { JournalEntry } from './journal.ts'

export interface Kept {
  readonly id: string
  readonly record: object
}

type Change = JournalEntry[string]

/**
 * One kind of thing, by id, in the order in which it first came. What is put or dropped counts at once for
 * whoever looks, and for good only when the transaction around it ends well.
 */
export class Shelf<T extends Kept> {
  readonly #read: (record: unknown) => T
  readonly #kept = new Map<string, T>()
  readonly #staged = new Map<string, T | null>()

  constructor(read: (record: unknown) => T) {
    this.#read = read
  }

  find(id: string): T | undefined {
    const staged = this.#staged.get(id)
    return staged === undefined ? this.#kept.get(id) : (staged ?? undefined)
  }

  all(): T[] {
    if (this.#staged.size === 0) return [...this.#kept.values()]
    const all = new Map<string, T | null>([...this.#kept, ...this.#staged])
    return [...all.values()].filter((thing) => thing !== null)
  }

  put(thing: T): T {
    this.#staged.set(thing.id, thing)
    return thing
  }

  drop(id: string): void {
    this.#staged.set(id, null)
  }

  staged(): Change | null {
    if (this.#staged.size === 0) return null

    const change: Change = { put: [], drop: [] }
    for (const [id, thing] of this.#staged) {
      if (thing === null) change.drop.push(id)
      else change.put.push(thing.record)
    }
    return change
  }

  keep(): void {
    for (const [id, thing] of this.#staged) {
      if (thing === null) this.#kept.delete(id)
      else this.#kept.set(id, thing)
    }
    this.#staged.clear()
  }

  discard(): void {
    this.#staged.clear()
  }

  restore(change: Change): void {
    for (const record of change.put) this.put(this.#read(record))
    for (const id of change.drop) this.drop(id)
    this.keep()
  }
}
