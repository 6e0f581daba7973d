import { randomBytes } from 'node:crypto'
import { constants, crc32, deflateRawSync } from 'node:zlib'

/** The parts of a page that differ from visitor to visitor and from moment to moment. */
export const HOLES = ['csrf', 'navigation', 'notice', 'stock'] as const

export type Hole = (typeof HOLES)[number]

/** What goes into the holes of one answer; asked only for the holes there are. */
export type Fillings = Readonly<Record<Hole, () => string | Page>>

/** Nobody outside can guess it, so no review and no search word can look like a hole. */
const SECRET = randomBytes(8).toString('hex')
const MARK = `[${SECRET}:`

/** What a view prints where a hole is to be. */
export const marks: Readonly<Record<Hole, string>> = {
  csrf: `${MARK}csrf]`,
  navigation: `${MARK}navigation]`,
  notice: `${MARK}notice]`,
  stock: `${MARK}stock]`,
}

const GZIP_HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3])
const LAST_BLOCK = Buffer.from([1, 0, 0, 0xff, 0xff])
const LONGEST_BLOCK = 0xffff
const NOTHING = Buffer.alloc(0)
const BEYOND_LATIN_1 = /[^\0-\xff]/

/** HTML with holes: texts that are the same for everybody, and between them what is filled in for one answer. */
export class Page {
  /** One more than holes. */
  readonly #texts: readonly string[]
  readonly #holes: readonly Hole[]
  #encoded: readonly Buffer[] | null = null
  #deflated: readonly Buffer[] | null = null

  private constructor(texts: readonly string[], holes: readonly Hole[]) {
    this.#texts = texts
    this.#holes = holes
  }

  /** @param html as a view printed it, with marks */
  static of(html: string): Page {
    const [first = '', ...parts] = html.split(MARK)
    const holes = parts.map((part) => HOLES.find((hole) => part.startsWith(hole)) ?? 'notice')
    const texts = parts.map((part) => part.slice(part.indexOf(']') + 1))
    return new Page([first, ...texts], holes)
  }

  /** A page that was kept elsewhere. */
  static restored({ texts, holes }: { texts: readonly string[]; holes: readonly Hole[] }): Page {
    return new Page(texts, holes)
  }

  toJSON(): { texts: readonly string[]; holes: readonly Hole[] } {
    return { texts: this.#texts, holes: this.#holes }
  }

  has(hole: Hole): boolean {
    return this.#holes.includes(hole)
  }

  /**
   * Bytes that it takes to keep it, at most: as text, encoded, and deflated, which does not make HTML longer. V8 keeps a
   * text in one byte a character until one of them is beyond Latin-1, and then in two.
   */
  get size(): number {
    const width = this.#texts.some((text) => BEYOND_LATIN_1.test(text)) ? 2 : 1
    return this.#texts.reduce((sum, text) => sum + width * text.length + 2 * Buffer.byteLength(text), 0)
  }

  /** The same page with one hole filled for good; the filling may have holes itself. */
  with(hole: Hole, filling: Page): Page {
    let html = this.#texts[0] ?? ''
    this.#holes.forEach((name, index) => {
      html += (name === hole ? filling.#marked() : marks[name]) + (this.#texts[index + 1] ?? '')
    })
    return Page.of(html)
  }

  toString(fillings: Fillings): string {
    return this.#holes.reduce(
      (html, hole, index) => html + filled(fillings, hole) + (this.#texts[index + 1] ?? ''),
      this.#texts[0] ?? '',
    )
  }

  /** At which bytes a hole begins, if its filling has always the same length and all others are empty. */
  places(hole: Hole, length: number): readonly number[] {
    const places: number[] = []
    let at = 0
    this.#encodedTexts().forEach((text, index) => {
      at += text.length
      if (this.#holes[index] !== hole) return
      places.push(at)
      at += length
    })
    return places
  }

  /** UTF-8, in pieces to be sent one after the other. The texts are encoded once for all answers. */
  bytes(fillings: Fillings): Buffer[] {
    const texts = this.#encodedTexts()
    return texts.flatMap((text, index) => {
      const hole = this.#holes[index]
      return hole ? [text, Buffer.from(filled(fillings, hole))] : [text]
    })
  }

  /**
   * Gzip (RFC 1952), in pieces. The texts are deflated once for all answers, each ending at a byte; between them the
   * fillings go in as stored blocks (RFC 1951, 3.2.4), so that an answer costs no compression at all.
   */
  gzip(fillings: Fillings, level = 9): Buffer[] {
    const texts = this.#encodedTexts()
    this.#deflated ??= texts.map((text) =>
      deflateRawSync(text, { level, finishFlush: constants.Z_SYNC_FLUSH }),
    )
    const pieces: Buffer[] = [GZIP_HEADER]
    let checksum = 0
    let length = 0
    this.#deflated.forEach((deflated, index) => {
      const text = texts[index] ?? NOTHING
      const hole = this.#holes[index]
      const filling = hole ? Buffer.from(filled(fillings, hole)) : NOTHING
      pieces.push(deflated, ...storedBlocks(filling))
      checksum = crc32(filling, crc32(text, checksum))
      length += text.length + filling.length
    })
    pieces.push(LAST_BLOCK, trailer(checksum, length))
    return pieces
  }

  #encodedTexts(): readonly Buffer[] {
    this.#encoded ??= this.#texts.map((text) => Buffer.from(text))
    return this.#encoded
  }

  #marked(): string {
    return this.#holes.reduce(
      (html, hole, index) => html + marks[hole] + (this.#texts[index + 1] ?? ''),
      this.#texts[0] ?? '',
    )
  }
}

function filled(fillings: Fillings, hole: Hole): string {
  const filling = fillings[hole]()
  return typeof filling === 'string' ? filling : filling.toString(fillings)
}

function storedBlocks(bytes: Buffer): Buffer[] {
  const blocks: Buffer[] = []
  for (let from = 0; from < bytes.length; from += LONGEST_BLOCK) {
    const block = bytes.subarray(from, from + LONGEST_BLOCK)
    const header = Buffer.from([
      0,
      block.length & 0xff,
      block.length >> 8,
      ~block.length & 0xff,
      (~block.length >> 8) & 0xff,
    ])
    blocks.push(header, block)
  }
  return blocks
}

function trailer(checksum: number, length: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeUInt32LE(checksum, 0)
  bytes.writeUInt32LE(length % 2 ** 32, 4)
  return bytes
}
