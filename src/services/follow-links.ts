import type { Follow } from '../models/follows/follow.ts'
import type { LinkKeys } from './link-keys.ts'

type Purpose = 'confirmation' | 'end'

/** Links in mails about what somebody follows. */
export class FollowLinks {
  readonly #baseUrl: string
  readonly #keys: LinkKeys

  constructor(baseUrl: string, keys: LinkKeys) {
    this.#baseUrl = baseUrl
    this.#keys = keys
  }

  /** With the shop's address, for mails. */
  absolute(purpose: Purpose, { id }: Pick<Follow, 'id'>): string {
    return this.#baseUrl + this.to(purpose, id)
  }

  page(path: string): string {
    return this.#baseUrl + path
  }

  to(purpose: Purpose, id: number): string {
    return `/follows/${id}/${purpose}?key=${this.#keys.of(signed(purpose, id))}`
  }

  opens(purpose: Purpose, id: number, key: string | undefined): boolean {
    return this.#keys.opens(signed(purpose, id), key)
  }
}

function signed(purpose: Purpose, id: number): string {
  return `follow ${purpose} ${id}`
}
