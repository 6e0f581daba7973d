import jsvat from 'jsvat-next'
import type { VatNumbers } from '../models/checkout/details.ts'

/** Greece writes EL before its numbers, Northern Ireland XI before those of the United Kingdom. */
const LETTERS: Readonly<Record<string, string>> = { GR: 'EL' }

/** VAT numbers by the rules of their countries, with their check digits: nobody is asked whether they are in use. */
export const vatNumbers: VatNumbers = {
  read(typed, country) {
    const bare = typed
      .normalize('NFKC')
      .toUpperCase()
      .replace(/[^A-Z0-9]/g, '')
    return readings(bare, country).find(isRight) ?? unknownKind(bare, country)
  },
}

function readings(bare: string, country: string): string[] {
  const letters = LETTERS[country] ?? country
  return /^[A-Z]{2}/.test(bare) ? [bare, letters + bare] : [letters + bare]
}

function isRight(number: string): boolean {
  return jsvat.checkVAT(number.replace(/^XI/, 'GB'), jsvat.countries).isValid
}

/** Of countries whose rules are not known, whatever looks like a number. */
function unknownKind(bare: string, country: string): string | null {
  const known = jsvat.countries.some(({ codes }) => codes[0] === country)
  return !known && /^(?=.*\d)[A-Z0-9]{5,20}$/.test(bare) ? bare : null
}
