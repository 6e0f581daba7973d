export interface PostcodeFacts {
  /** Source of a regular expression for the whole postcode, as it is written. */
  readonly pattern: string
  readonly examples: readonly string[]
}

/** Characters. */
const LONGEST = 12

/** How postcodes of one country are written, and which way of typing them means which. */
export class PostcodeFormat {
  readonly #country: string
  readonly #whole: RegExp | null
  readonly #examples: readonly string[]

  constructor(country: string, facts: PostcodeFacts | null) {
    this.#country = country
    this.#whole = facts && new RegExp(`^(?:${facts.pattern})$`)
    this.#examples = facts?.examples ?? []
  }

  get example(): string {
    return this.#examples[0] ?? ''
  }

  get isNumeric(): boolean {
    return this.#examples.length > 0 && this.#examples.every((example) => /^\d+$/.test(example))
  }

  /** 'sw1a1aa' and 'SW1A-1AA' are 'SW1A 1AA', 'd-10115' is '10115'; null when it is none of the country. */
  read(typed: string): string | null {
    const text = typed.normalize('NFKC').toUpperCase().replace(/\s+/g, ' ').trim()
    const whole = this.#whole
    if (!whole) return text.length <= LONGEST ? text : null
    return this.#readings(compact(text)).find((reading) => whole.test(reading)) ?? null
  }

  /** What may be meant, the best first: as typed, or with the letters of a country added or left out, 'D-10115'. */
  #readings(bare: string): string[] {
    const bodies = [bare, bare.replace(/^\p{L}+/u, ''), this.#country + bare]
    return bodies.flatMap((body) => [...this.#examples.flatMap((example) => partedLike(example, body)), body])
  }
}

/** Everything but letters and digits, which is typed in many ways. */
function compact(text: string): string {
  return text.toUpperCase().replace(/[^\p{L}\p{N}]/gu, '')
}

/** 'SW1A1AA' like 'EC1Y 8SY': with a blank at the same place, if it is as long. */
function partedLike(example: string, bare: string): string[] {
  if (compact(example).length !== bare.length || compact(example) === example) return []
  let taken = 0
  return [[...example].map((sign) => (compact(sign) ? bare[taken++] : sign)).join('')]
}
