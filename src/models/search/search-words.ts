/** Words; nobody looks for more at once. */
const MOST_WORDS = 8
/** Characters of a word; the longest name of a mineral has 26. */
const LONGEST_WORD = 40

/** What everything in the shop is: beside another word they decide nothing. */
const SAY_LITTLE =
  /^(crystals?|clusters?|specimens?|samples?|minerals?|rocks?|stones?|gemstones?|pieces?|buy|sale)$/

/** Letters that stay whole when accents are taken off; PostgreSQL's unaccent() writes them so too. */
const LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ł: 'l',
  ı: 'i',
  þ: 'th',
}

/**
 * What somebody typed, as words: in lower case, without accents, apostrophes and signs. They hold nothing but letters
 * and digits, so that no query language finds an operator in them.
 */
export class SearchWords {
  readonly list: readonly string[]

  private constructor(list: readonly string[]) {
    this.list = list
  }

  static of(typed: string): SearchWords {
    const plain = typed
      .toWellFormed()
      .normalize('NFKC')
      .toLowerCase()
      .replace(/['’‘ʼ`´]/g, '')
      .normalize('NFKD')
      .replace(/\p{M}/gu, '')
      .replace(/[ßæœøđðłıþ]/g, (letter) => LETTERS[letter] ?? letter)
    const words = plain.match(/[\p{Ll}\p{Lo}\p{N}]+/gu) ?? []
    return new SearchWords(words.slice(0, MOST_WORDS).map((word) => word.slice(0, LONGEST_WORD)))
  }

  /** CaF₂, caf2 and “Ca F2” as one; charges, as in Fe²⁺, are left out. The function formula_key says the same. */
  static formula(typed: string): string {
    return typed
      .replace(/[⁰¹²³⁴⁵⁶⁷⁸⁹]*[⁺⁻]/g, '')
      .normalize('NFKC')
      .toLowerCase()
      .replace(/[^a-z0-9]/g, '')
  }

  get text(): string {
    return this.list.join(' ')
  }

  get isEmpty(): boolean {
    return this.list.length === 0
  }

  /** The words that a product must have: “amethyst cluster” is looked for as “amethyst”. */
  get telling(): readonly string[] {
    const telling = this.list.filter((word) => !SAY_LITTLE.test(word))
    return telling.length > 0 ? telling : this.list
  }

  /** Every run of neighbouring words, the longest first: what could be a phrase with a meaning of its own. */
  get phrases(): readonly string[] {
    const starts = this.list.map((_, start) => start)
    return starts
      .flatMap((start) => this.list.slice(start).map((_, more) => this.list.slice(start, start + more + 1)))
      .sort((a, b) => b.length - a.length)
      .map((words) => words.join(' '))
  }

  /** With each of its words, or runs of words, exchanged for what it means; itself if nothing was exchanged. */
  exchange(meanings: ReadonlyMap<string, string>): SearchWords {
    let rest = ` ${this.text} `
    for (const phrase of this.phrases) {
      const meaning = meanings.get(phrase)
      if (meaning !== undefined) rest = rest.replace(` ${phrase} `, ` ${SearchWords.of(meaning).text} `)
    }
    const exchanged = rest.trim()
    return exchanged === this.text ? this : SearchWords.of(exchanged)
  }
}
