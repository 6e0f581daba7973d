import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Follow } from '../models/follows/follow.ts'

type Purpose = 'confirmation' | 'end'

/** Links in mails about what somebody follows: whoever has them has the mail, and needs no account. */
export class FollowLinks {
  readonly #baseUrl: string
  readonly #secrets: readonly string[]

  /** @param secrets the first signs, all of them verify */
  constructor(baseUrl: string, secrets: readonly string[]) {
    this.#baseUrl = baseUrl
    this.#secrets = secrets
  }

  /** With the shop's address, for mails. */
  absolute(purpose: Purpose, { id }: Pick<Follow, 'id'>): string {
    return this.#baseUrl + this.to(purpose, id)
  }

  page(path: string): string {
    return this.#baseUrl + path
  }

  to(purpose: Purpose, id: number): string {
    return `/follows/${id}/${purpose}?key=${keyOf(purpose, id, this.#secrets[0] ?? '')}`
  }

  opens(purpose: Purpose, id: number, key: string | undefined): boolean {
    if (!key) return false
    const given = Buffer.from(key)
    return this.#secrets.some((secret) => {
      const expected = Buffer.from(keyOf(purpose, id, secret))
      return given.length === expected.length && timingSafeEqual(given, expected)
    })
  }
}

/** 192 bits: nobody guesses it. */
function keyOf(purpose: Purpose, id: number, secret: string): string {
  return createHmac('sha256', secret).update(`follow ${purpose} ${id}`).digest('base64url').slice(0, 32)
}
