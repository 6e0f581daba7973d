export type Brand = 'visa' | 'mastercard' | 'amex' | 'unknown'

const BRANDS: readonly (readonly [RegExp, Brand])[] = [
  [/^4/, 'visa'],
  [/^(5[1-5]|2[2-7])/, 'mastercard'],
  [/^3[47]/, 'amex'],
]

/** A card number as typed. It lives only as long as the request that brought it: nothing stores it. */
export class CardNumber {
  readonly digits: string

  constructor(typed: string) {
    this.digits = typed.replace(/[\s-]/g, '')
  }

  /** Whether its check digit is right (Luhn, ISO/IEC 7812-1). */
  get isValid(): boolean {
    return /^\d{12,19}$/.test(this.digits) && this.#checksum % 10 === 0
  }

  get brand(): Brand {
    return BRANDS.find(([start]) => start.test(this.digits))?.[1] ?? 'unknown'
  }

  get last4(): string {
    return this.digits.slice(-4)
  }

  get cvcLength(): number {
    return this.brand === 'amex' ? 4 : 3
  }

  /** As printed on the card. */
  get spaced(): string {
    const groups = this.brand === 'amex' ? /^(\d{4})(\d{6})(\d+)$/ : /(\d{4})(?=\d)/g
    return this.digits.replace(groups, this.brand === 'amex' ? '$1 $2 $3' : '$1 ')
  }

  get #checksum(): number {
    return [...this.digits].reverse().reduce((sum, digit, place) => sum + weight(Number(digit), place), 0)
  }
}

function weight(digit: number, place: number): number {
  if (place % 2 === 0) return digit
  return digit > 4 ? digit * 2 - 9 : digit * 2
}
