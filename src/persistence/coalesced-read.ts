/** At most so many questions are under way: one is answered while the next is asked. */
const WIDTH = 2

/**
 * One question to the database for everybody who asks at the same time. Whoever asks while the answers are under way
 * waits for the next one: what they get was read after they asked, never before.
 */
export class CoalescedRead<Key, Value> {
  readonly #read: (keys: readonly Key[]) => Promise<ReadonlyMap<Key, Value>>
  #asked = new Set<Key>()
  #next: PromiseWithResolvers<ReadonlyMap<Key, Value>> | null = null
  #running = 0
  #isCalled = false

  constructor(read: (keys: readonly Key[]) => Promise<ReadonlyMap<Key, Value>>) {
    this.#read = read
  }

  /** Answers at least these keys, as far as there is something under them. */
  of(keys: readonly Key[]): Promise<ReadonlyMap<Key, Value>> {
    for (const key of keys) this.#asked.add(key)
    this.#next ??= Promise.withResolvers()
    const { promise } = this.#next
    this.#call()
    return promise
  }

  /** Once all requests have been read that came in together: their questions are one. */
  #call(): void {
    if (!this.#next || this.#isCalled || this.#running >= WIDTH) return
    this.#isCalled = true
    setImmediate(() => {
      this.#isCalled = false
      this.#ask()
    })
  }

  #ask(): void {
    const next = this.#next
    if (!next) return
    const keys = [...this.#asked]
    this.#asked = new Set()
    this.#next = null
    this.#running += 1
    this.#read(keys)
      .then(next.resolve, next.reject)
      .finally(() => {
        this.#running -= 1
        this.#call()
      })
  }
}
