import { nameOf, type SavedAddress } from '../models/accounts/saved-address.ts'
import type { AddressFormats, AddressPart, PartName, Region } from '../models/checkout/address-format.ts'
import { type Country, countryChoices } from '../models/checkout/country.ts'
import { billingField } from '../models/checkout/details.ts'

/** What views/forms/_field.ejs and _select.ejs need. */
export interface Field {
  readonly name: string
  readonly label: string
  readonly value: string
  readonly error: string
  readonly type: 'text' | 'email' | 'tel'
  readonly autocomplete: string
  readonly inputmode: string
  readonly hint: string
  readonly optional: boolean
  /** To choose from; null where it is typed. */
  readonly choices: readonly Country[] | null
}

/** Which of several addresses a set of fields asks for. */
export type AddressKind = 'delivery' | 'billing' | 'book'

/** The fields of one address, as its country needs them. */
export interface AddressFields {
  readonly kind: AddressKind
  readonly country: Field
  readonly name: Field
  readonly line1: Field
  /** Folded away until one of them is filled. */
  readonly more: readonly Field[]
  readonly isMoreOpen: boolean
  readonly parts: readonly Field[]
  readonly phone: Field
}

interface Filled {
  readonly values: Readonly<Record<string, string>>
  readonly errors: Readonly<Record<string, string>>
}

const SECTION: Readonly<Record<AddressKind, string>> = {
  delivery: 'shipping ',
  billing: 'billing ',
  book: '',
}

const PART_TOKENS: Readonly<Record<PartName, string>> = {
  region: 'address-level1',
  city: 'address-level2',
  postcode: 'postal-code',
}

/** @param codes ISO codes of the countries to choose from */
export function addressFields(
  kind: AddressKind,
  filled: Filled,
  formats: AddressFormats,
  codes: readonly string[],
): AddressFields {
  const field = fieldMaker(kind, filled)
  const line2 = field('line2', 'Apartment, floor or building', 'address-line2', { optional: true })
  const company = field('company', 'Company', 'organization', { optional: true })
  const phone = {
    type: 'tel',
    inputmode: 'tel',
    optional: true,
    hint: 'Only for the carrier, should they not find you.',
  } as const
  return {
    kind,
    country: field('country', 'Country', 'country', { choices: countryChoices(codes) }),
    name: field('name', 'Full name', 'name'),
    line1: field('line1', 'Street and house number', 'address-line1'),
    more: [line2, company],
    isMoreOpen: [line2, company].some(({ value, error }) => value !== '' || error !== ''),
    parts: addressParts(kind, filled, formats),
    phone: field('phone', 'Phone', 'tel', phone),
  }
}

/** The fields that differ from country to country. */
export function addressParts(kind: AddressKind, filled: Filled, formats: AddressFormats): Field[] {
  const field = fieldMaker(kind, filled)
  const format = formats.of(filled.values[nameIn(kind, 'country')] ?? '')
  return format.parts.map(({ name, label, isRequired, choices }: AddressPart) =>
    field(name, label, PART_TOKENS[name], {
      optional: !isRequired,
      inputmode: name === 'postcode' && format.hasNumericPostcodes ? 'numeric' : '',
      ...(choices.length > 0 && { choices: choices.map(asChoice) }),
    }),
  )
}

/** For the choice among the addresses that a customer keeps. */
export function addressChoices(book: readonly SavedAddress[], formats: AddressFormats) {
  return book.map((saved) => ({
    id: String(saved.id),
    name: nameOf(saved),
    lines: formats.letter(saved.address),
  }))
}

function fieldMaker(kind: AddressKind, { values, errors }: Filled) {
  return (field: string, label: string, token: string, more: Partial<Field> = {}): Field => {
    const name = nameIn(kind, field)
    return {
      ...{ type: 'text', inputmode: '', hint: '', optional: false, choices: null },
      ...{ name, label, autocomplete: SECTION[kind] + token },
      ...more,
      value: values[name] ?? '',
      error: errors[name] ?? '',
    }
  }
}

function nameIn(kind: AddressKind, field: string): string {
  return kind === 'billing' ? billingField(field) : field
}

function asChoice({ code, name }: Region): Country {
  return { code, name }
}
