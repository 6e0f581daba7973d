import type { Clock } from '../clock.ts'
import { KeptAnswer } from '../store/kept-answer.ts'
import type { Store } from '../store/store.ts'
import { ApiError } from './api-error.ts'

export interface Ask {
  readonly key: string
  /** `/v1/refunds` */
  readonly endpoint: string
  readonly parameters: string
  readonly requestId: string
}

export interface Answer {
  readonly status: number
  readonly body: unknown
}

/**
 * The same key gets the same answer for 24 hours, failures included: https://docs.stripe.com/api/idempotent_requests
 * A request refused for its parameters never began, so its answer is not kept.
 */
export class Idempotency {
  readonly #store: Store
  readonly #clock: Clock

  constructor(store: Store, clock: Clock) {
    this.#store = store
    this.#clock = clock
  }

  /** The first answer under this key, if there is one. Throws when the key was used for something else. */
  earlier({ key, endpoint, parameters }: Ask): KeptAnswer | undefined {
    const kept = this.#store.answers.find(key)
    if (!kept || kept.isForgotten(this.#clock.seconds)) return undefined

    if (kept.record.endpoint !== endpoint) throw new KeyUsedElsewhere(key, kept.record.endpoint, endpoint)
    if (kept.record.parameters !== parameters) throw new KeyUsedDifferently(key)
    return kept
  }

  keep({ key, ...ask }: Ask, answer: Answer): void {
    this.#store.answers.put(new KeptAnswer({ ...ask, ...answer, id: key, created: this.#clock.seconds }))
  }
}

class KeyUsedDifferently extends ApiError {
  constructor(key: string) {
    super(
      400,
      'Keys for idempotent requests can only be used with the same parameters they were first used with. ' +
        `Try using a key other than '${key}' if you meant to execute a different request.`,
      { type: 'idempotency_error' },
    )
  }
}

class KeyUsedElsewhere extends ApiError {
  constructor(key: string, first: string, now: string) {
    super(
      400,
      'Keys for idempotent requests can only be used for the same endpoint they were first used for ' +
        `('${now}' vs '${first}'). Try using a key other than '${key}' if you meant to execute a different request.`,
      { type: 'idempotency_error' },
    )
  }
}
