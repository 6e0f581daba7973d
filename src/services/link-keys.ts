import { createHmac, timingSafeEqual } from 'node:crypto'

/** Signs links in mails: whoever has such a link has the mail, and needs no account. */
export class LinkKeys {
  readonly #secrets: readonly string[]

  /** @param secrets the first signs, all of them verify */
  constructor(secrets: readonly string[]) {
    this.#secrets = secrets
  }

  /** @param what the link opens, in words that no other kind of link uses */
  of(what: string): string {
    return keyOf(what, this.#secrets[0] ?? '')
  }

  opens(what: string, key: string | undefined): boolean {
    if (!key) return false
    const given = Buffer.from(key)
    return this.#secrets.some((secret) => {
      const expected = Buffer.from(keyOf(what, secret))
      return given.length === expected.length && timingSafeEqual(given, expected)
    })
  }
}

/** 192 bits: nobody guesses it. */
function keyOf(what: string, secret: string): string {
  return createHmac('sha256', secret).update(what).digest('base64url').slice(0, 32)
}
