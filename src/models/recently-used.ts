/** A few things under their keys; those that nobody asked for the longest are forgotten first. */
export class RecentlyUsed<Value> {
  readonly #most: number
  readonly #sizeOf: (value: Value) => number
  readonly #kept = new Map<string, Value>()
  #size = 0

  /** @param most how many, or how much in all, if `sizeOf` says how much one is */
  constructor(most: number, sizeOf: (value: Value) => number = () => 1) {
    this.#most = most
    this.#sizeOf = sizeOf
  }

  get(key: string): Value | undefined {
    const value = this.#kept.get(key)
    if (value === undefined) return undefined
    this.#kept.delete(key)
    this.#kept.set(key, value)
    return value
  }

  set(key: string, value: Value): void {
    this.#forget(key)
    this.#kept.set(key, value)
    this.#size += this.#sizeOf(value)
    for (const oldest of this.#kept.keys()) {
      if (this.#size <= this.#most) return
      this.#forget(oldest)
    }
  }

  clear(): void {
    this.#kept.clear()
    this.#size = 0
  }

  #forget(key: string): void {
    const value = this.#kept.get(key)
    if (value === undefined) return
    this.#kept.delete(key)
    this.#size -= this.#sizeOf(value)
  }
}
