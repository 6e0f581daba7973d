/** Spans of time in seconds, Stripe's unit. */
export const Seconds = { minute: 60, hour: 3600, day: 86_400 } as const

/** The stand-in's only source of time. */
export class Clock {
  readonly #now: () => Date

  constructor(now: () => Date) {
    this.#now = now
  }

  /** Whole seconds since 1970, as in every `created`. */
  get seconds(): number {
    return Math.floor(this.milliseconds / 1000)
  }

  get milliseconds(): number {
    return this.#now().getTime()
  }

  get date(): Date {
    return this.#now()
  }
}
