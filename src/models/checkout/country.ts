const names = new Intl.DisplayNames('en', { type: 'region' })

/** The English name of a country; the code itself when it is none. */
export function countryName(code: string): string {
  return /^[A-Z]{2}$/.test(code) ? (names.of(code) ?? code) : code
}

export interface Country {
  readonly code: string
  readonly name: string
}

/** For a select box: by name. */
export function countryChoices(codes: readonly string[]): Country[] {
  return [...new Set(codes)]
    .map((code) => ({ code, name: countryName(code) }))
    .sort((a, b) => a.name.localeCompare(b.name))
}
