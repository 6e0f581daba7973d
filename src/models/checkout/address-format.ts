import type { Address } from '../orders/address.ts'
import { countryName } from './country.ts'
import { type PostcodeFacts, PostcodeFormat } from './postcode-format.ts'

/** What is known of the addresses of a country. */
export interface AddressFacts {
  /** Lines parted by %n of %N name, %O company, %A street, %C city, %S region and %Z postcode. */
  readonly layout: string
  /** Letters of the layout that must be filled in: 'ACSZ'. */
  readonly required: string
  /** What the country calls them: 'state', 'zip', 'suburb'; empty for the usual. */
  readonly called: { readonly region: string; readonly city: string; readonly postcode: string }
  /** Null where there are none, or nothing is known of them. */
  readonly postcode: PostcodeFacts | null
  /** All there are, if they are known. */
  readonly regions: readonly Region[]
}

export interface Region {
  /** As in ISO 3166-2, without the country. */
  readonly code: string
  readonly name: string
}

export type PartName = 'region' | 'city' | 'postcode'

/** A field that not every country has, or not at the same place. */
export interface AddressPart {
  readonly name: PartName
  readonly label: string
  readonly isRequired: boolean
  /** To choose from; empty where it is typed. */
  readonly choices: readonly Region[]
}

const LETTERS: Readonly<Record<string, PartName>> = { C: 'city', S: 'region', Z: 'postcode' }

const LABELS: Readonly<Record<PartName, Readonly<Record<string, string>>>> = {
  city: { suburb: 'Suburb', district: 'District' },
  region: { do_si: 'Province' },
  postcode: { zip: 'ZIP code', pin: 'PIN code', eircode: 'Eircode' },
}

const USUAL: Readonly<Record<PartName, string>> = {
  city: 'Town or city',
  region: 'Province',
  postcode: 'Postcode',
}

/** Where a letter bears the code of the region instead of its name. */
const CODED = ['AU', 'BR', 'CA', 'IT', 'US']

/** How addresses of one country are asked for, read and written. */
export class AddressFormat {
  readonly country: string
  /** In the order in which the country writes them. */
  readonly parts: readonly AddressPart[]
  readonly #layout: string
  readonly #postcode: PostcodeFormat

  constructor(country: string, facts: AddressFacts) {
    this.country = country
    this.#layout = facts.layout
    this.#postcode = new PostcodeFormat(country, facts.postcode)
    this.parts = [...facts.layout.matchAll(/%([CSZ])/g)].flatMap(([, letter = '']) => {
      const name = LETTERS[letter]
      return name ? [partOf(name, facts, facts.required.includes(letter))] : []
    })
  }

  part(name: PartName): AddressPart | null {
    return this.parts.find((part) => part.name === name) ?? null
  }

  get postcodeExample(): string {
    return this.#postcode.example
  }

  /** A phone may show its keys for figures. */
  get hasNumericPostcodes(): boolean {
    return this.#postcode.isNumeric
  }

  /** 'sw1a1aa' is 'SW1A 1AA'; null when it is no postcode of the country. */
  postcode(typed: string): string | null {
    return this.#postcode.read(typed)
  }

  /** The code of a region, given by code or name; as it was typed where regions are not known, null if there is no such one. */
  region(typed: string): string | null {
    const choices = this.part('region')?.choices ?? []
    if (typed === '' || choices.length === 0) return typed
    const sought = folded(typed)
    const found = choices.find(({ code, name }) => folded(code) === sought || folded(name) === sought)
    return found?.code ?? null
  }

  /** As on a letter, without the country. */
  lines(address: Omit<Address, 'phone' | 'country'>): string[] {
    const region = this.part('region')?.choices.find(({ code }) => code === address.region)
    const values: Readonly<Record<string, string>> = {
      N: address.name,
      O: address.company ?? '',
      A: [address.line1, address.line2].filter((line) => line !== '').join('\n'),
      C: address.city,
      S: region && !CODED.includes(this.country) ? region.name : address.region,
      Z: address.postcode,
    }
    return this.#layout
      .replaceAll('%n', '\n')
      .replace(/%(\w)/g, (_sign, letter: string) => values[letter] ?? '')
      .split('\n')
      .map((line) => line.replace(/^[\s,/-]+|[\s,/-]+$/g, '').replace(/\s+/g, ' '))
      .filter((line) => line !== '')
  }
}

/** The formats of all countries, each read when it is first needed. */
export class AddressFormats {
  /** ISO 3166-1 alpha-2. */
  readonly countries: readonly string[]
  readonly #read: (country: string) => AddressFacts
  readonly #known = new Map<string, AddressFormat>()

  constructor(countries: readonly string[], read: (country: string) => AddressFacts) {
    this.countries = countries
    this.#read = read
  }

  /** Of what is no country, nothing more is asked than a street and a town. */
  of(country: string): AddressFormat {
    const known = this.#known.get(country)
    if (known) return known
    if (!this.countries.includes(country)) return new AddressFormat(country, ANYWHERE)
    const format = new AddressFormat(country, this.#read(country))
    this.#known.set(country, format)
    return format
  }

  /** As on a letter that comes from abroad. */
  letter(address: Omit<Address, 'phone'>): string[] {
    return [...this.of(address.country).lines(address), countryName(address.country)]
  }
}

const ANYWHERE: AddressFacts = {
  layout: '%N%n%O%n%A%n%Z %C%n%S',
  required: 'AC',
  called: { region: '', city: '', postcode: '' },
  postcode: null,
  regions: [],
}

function partOf(name: PartName, { called, regions }: AddressFacts, isRequired: boolean): AddressPart {
  return { name, isRequired, label: labelOf(name, called[name]), choices: name === 'region' ? regions : [] }
}

function labelOf(name: PartName, called: string): string {
  const label = LABELS[name][called]
  if (label) return label
  return name === 'region' && called ? called.charAt(0).toUpperCase() + called.slice(1) : USUAL[name]
}

/** 'Québec' and 'quebec ' are the same region. */
function folded(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toLowerCase()
}
