/** Where a parcel goes, as far as it is known: before anybody is asked for an address, the country alone. */
export interface Destination {
  /** ISO 3166-1 alpha-2. */
  readonly country: string
  readonly region: string
  readonly postcode: string
}

/** @param country ISO 3166-1 alpha-2 */
export function somewhereIn(country: string): Destination {
  return { country, region: '', postcode: '' }
}
