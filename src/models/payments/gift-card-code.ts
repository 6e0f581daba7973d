import { createHash } from 'node:crypto'

/** Digits and capitals without I, L, O and U, which are easily taken for something else (Crockford's base 32). */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
/** Five bits each: 100 bits. Whoever knows the last four letters and the hash still has 80 bits to guess. */
const LENGTH = 20

/** What opens a gift card. It is told once, when the card is issued; the shop keeps its hash and the last four letters. */
export class GiftCardCode {
  readonly #letters: string

  private constructor(letters: string) {
    this.#letters = letters
  }

  /** @param chance at least twenty random bytes */
  static of(chance: Uint8Array): GiftCardCode {
    const letters = Array.from(chance.subarray(0, LENGTH), (byte) => LETTERS[byte & 31])
    if (letters.length < LENGTH) throw new RangeError(`A code needs ${LENGTH} random bytes.`)
    return new GiftCardCode(letters.join(''))
  }

  /** However it was typed: case, blanks and hyphens do not matter. Null for what cannot be a code. */
  static read(typed: string): GiftCardCode | null {
    const letters = typed
      .normalize('NFKC')
      .toUpperCase()
      .replace(/[\s\p{Pd}]/gu, '')
      .replaceAll('O', '0')
      .replace(/[IL]/g, '1')
    const isCode = letters.length === LENGTH && [...letters].every((letter) => LETTERS.includes(letter))
    return isCode ? new GiftCardCode(letters) : null
  }

  get hash(): string {
    return createHash('sha256').update(this.#letters).digest('base64url')
  }

  get lastFour(): string {
    return this.#letters.slice(-4)
  }

  /** For people: 'K4F2M-…-…-7QXW9'. */
  toString(): string {
    return (this.#letters.match(/.{5}/g) ?? []).join('-')
  }
}
