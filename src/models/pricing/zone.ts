import type { Destination } from './destination.ts'

/** What a zone is made of; one that names nothing is everywhere. */
export interface ZoneFacts {
  /** ISO 3166-1 alpha-2. */
  readonly countries: readonly string[]
  /** 'US-California': the country, then the region as people write it; a region with two spellings is named twice. */
  readonly regions?: readonly string[]
  /** 'DE-25980': the country, then how its postcodes begin. */
  readonly postcodes?: readonly string[]
}

/** How exactly a zone means a destination; a beginning of a postcode counts more the longer it is. */
const RANK = { everywhere: 0, country: 1, region: 2, postcode: 3 } as const

/** A part of the world with deliveries or taxes of its own: whole countries, regions, and beginnings of postcodes. */
export class Zone {
  readonly countries: readonly string[]
  readonly #regions: readonly string[]
  readonly #postcodes: readonly string[]

  constructor({ countries, regions = [], postcodes = [] }: ZoneFacts) {
    this.countries = countries
    this.#regions = regions.map((name) => withinCountry(name, spelt))
    this.#postcodes = postcodes.map((name) => withinCountry(name, compact))
  }

  /** Of several things that each have a zone, the one that means the destination most exactly; the first of equals. */
  static nearest<Thing extends { readonly zone: Zone }>(
    things: readonly Thing[],
    destination: Destination,
  ): Thing | null {
    let nearest: Thing | null = null
    let best = -1
    for (const thing of things) {
      const exactness = thing.zone.exactness(destination) ?? -1
      if (exactness > best) [nearest, best] = [thing, exactness]
    }
    return nearest
  }

  /** The higher, the more exactly the zone means the destination; null when the zone does not contain it. */
  exactness({ country, region, postcode }: Destination): number | null {
    const longest = this.#longestPostcode(`${country}-${compact(postcode)}`)
    if (longest > 0) return RANK.postcode + longest
    if (region && this.#regions.includes(`${country}-${spelt(region)}`)) return RANK.region
    if (this.countries.includes(country)) return RANK.country
    return this.#isEverywhere ? RANK.everywhere : null
  }

  get #isEverywhere(): boolean {
    return this.countries.length + this.#regions.length + this.#postcodes.length === 0
  }

  /** Characters; zero when none fits. */
  #longestPostcode(written: string): number {
    const fitting = this.#postcodes.filter((beginning) => written.startsWith(beginning))
    return Math.max(0, ...fitting.map(({ length }) => length))
  }
}

/** The part after 'DE-' as it is compared. */
function withinCountry(name: string, comparable: (text: string) => string): string {
  return `${name.slice(0, 2)}-${comparable(name.slice(3))}`
}

/** 'bt1 1aa' is BT11AA, '790-0844' is 7900844. */
function compact(postcode: string): string {
  return postcode.toUpperCase().replace(/[^\p{L}\p{N}]/gu, '')
}

/** 'Québec' is quebec. */
function spelt(region: string): string {
  return region
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
}
