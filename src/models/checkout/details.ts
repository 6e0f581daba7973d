import { z } from 'zod'
import type { Address, BillingAddress } from '../orders/address.ts'
import type { AddressFormat, AddressFormats, AddressPart } from './address-format.ts'
import { countryName } from './country.ts'
import type { TypedDetails } from './draft.ts'

/** What checkouts know of the world. */
export interface AddressRules {
  readonly formats: AddressFormats
  readonly vatNumbers: VatNumbers
}

export interface VatNumbers {
  /**
   * @param country ISO 3166-1 alpha-2 of the buyer, whose letters may be missing
   * @returns as it is written; null when it cannot be one
   */
  read(typed: string, country: string): string | null
}

export interface CheckoutDetails {
  readonly email: string
  readonly address: Address
  readonly billing: BillingAddress
}

export interface Problem {
  /** Name of the field. */
  readonly field: string
  readonly sentence: string
}

export type Reading<Value> =
  | { readonly isRight: true; readonly value: Value }
  | { readonly isRight: false; readonly problems: readonly Problem[] }

/** Blanks of every kind count as one; marks without width come along when text is pasted. */
const tidied = z
  .string()
  .default('')
  .transform((text) =>
    text
      .normalize('NFC')
      .replace(/[\u200B\u2060\uFEFF]/g, '')
      .replace(/\s+/gu, ' ')
      .trim(),
  )

const oneLine = (what: string, longest: number) =>
  tidied.pipe(z.string().max(longest, `Use at most ${longest} characters for the ${what}.`))

const needed = (what: string, longest: number, sentence: string) =>
  oneLine(what, longest).pipe(z.string().min(1, sentence))

const email = tidied
  .transform((text) => text.replace(/\s|^mailto:/gi, ''))
  .pipe(
    z
      .email('Enter an email address in the form name@example.com, so that we can send your confirmation.')
      .max(254, 'Use at most 254 characters for the email address.'),
  )

const phone = oneLine('phone number', 30).pipe(
  z
    .string()
    .regex(
      /^$|^(?=(?:\D*\d){5})[\d\s()+./x-]+$/i,
      'Enter a phone number with its area code, or leave it empty.',
    ),
)

const country = (sentence: string) =>
  tidied.transform((text) => text.toUpperCase()).pipe(z.string().regex(/^[A-Z]{2}$/, sentence))

/** Where the parcel is to go, before anybody asks for an address. */
export const destination = z.object({ country: country('Choose the country the parcel goes to.') })

/** Fields of an address. */
export const ADDRESS_FIELDS = [
  ...['country', 'name', 'line1', 'line2', 'company'],
  ...['region', 'city', 'postcode', 'phone'],
] as const

/** Everything the address page may send. */
export const DETAIL_FIELDS: readonly string[] = [
  'email',
  ...ADDRESS_FIELDS,
  'vatNumber',
  'billing',
  ...ADDRESS_FIELDS.map(billingField),
  'savedAddress',
]

/** 'line1' of the billing address is 'billingLine1'. */
export function billingField(field: string): string {
  return `billing${field.charAt(0).toUpperCase()}${field.slice(1)}`
}

/** The address form as typed. Forgiving about blanks, hyphens and case, clear about what is missing. */
export function readDetails(typed: TypedDetails, rules: AddressRules): Reading<CheckoutDetails> {
  const mail = z.object({ email }).safeParse(typed)
  const address = readAddress(typed, rules.formats)
  const another = typed.billing === 'other' ? readBilling(typed, rules.formats) : address
  const vatNumber = readVatNumber(typed, another, rules.vatNumbers)
  if (mail.success && address.isRight && another.isRight && vatNumber.isRight) {
    const { phone: _, ...billing } = { ...another.value, vatNumber: vatNumber.value }
    return right({ email: mail.data.email, address: address.value, billing })
  }
  // In the order of the form; an address that is asked for once is wrong once.
  const asked = [mail.success ? right('') : wrongIn(mail.error), ...new Set([address, another]), vatNumber]
  return { isRight: false, problems: asked.flatMap(problemsOf) }
}

/** An address in the format of its country. */
export function readAddress(typed: TypedDetails, formats: AddressFormats): Reading<Address> {
  const chosen = destination.safeParse(typed)
  // Until the country is known nothing can be said of what depends on it.
  const format = formats.of(chosen.data?.country ?? '')
  const parsed = addressForm(format).safeParse(typed)
  if (chosen.success && parsed.success) return right({ ...NOTHING, ...parsed.data, ...chosen.data })
  return {
    isRight: false,
    problems: [
      ...(chosen.success ? [] : wrongIn(chosen.error).problems),
      ...(parsed.success ? [] : wrongIn(parsed.error).problems),
    ],
  }
}

const NOTHING = { region: '', city: '', postcode: '' }

function addressForm(format: AddressFormat) {
  return z.object({
    name: needed('name', 100, 'Enter the full name of the person who receives the parcel.'),
    line1: needed('street', 120, 'Enter the street and house number.'),
    line2: oneLine('second address line', 120),
    company: oneLine('company', 120),
    ...Object.fromEntries(format.parts.map((part) => [part.name, partForm(part, format)])),
    phone,
  })
}

function partForm({ name, label, isRequired, choices }: AddressPart, format: AddressFormat) {
  const what = /^[A-Z]{2}/.test(label) ? label : label.charAt(0).toLowerCase() + label.slice(1)
  const wanted = choices.length > 0 ? `Choose the ${what}.` : `Enter the ${what}.`
  const text = isRequired ? needed(what, 80, wanted) : oneLine(what, 80)
  if (name === 'city') return text
  const readPart = (typed: string) => (name === 'region' ? format.region(typed) : format.postcode(typed))
  const example = format.postcodeExample
  const sentence =
    name === 'region'
      ? `Choose one of the list as the ${what}.`
      : `Enter the ${what} as it is written in ${countryName(format.country)}${example ? `, for example ${example}` : ''}.`
  return text.transform((typed, context) => {
    const meant = typed === '' ? typed : readPart(typed)
    if (meant !== null) return meant
    context.addIssue({ code: 'custom', message: sentence })
    return z.NEVER
  })
}

/** The same fields under other names, and sentences that say which of the two addresses they mean. */
function readBilling(typed: TypedDetails, formats: AddressFormats): Reading<Address> {
  const own = ADDRESS_FIELDS.map((field) => [field, typed[billingField(field)] ?? ''])
  const reading = readAddress({ ...Object.fromEntries(own), phone: '' }, formats)
  if (reading.isRight) return reading
  return {
    isRight: false,
    problems: reading.problems.map(({ field, sentence }) => ({
      field: billingField(field),
      sentence: BILLING_SENTENCES[field] ?? `Invoice: ${sentence}`,
    })),
  }
}

const BILLING_SENTENCES: Readonly<Record<string, string>> = {
  country: 'Choose the country the invoice goes to.',
  name: 'Enter the name that the invoice is made out to.',
}

function readVatNumber(
  typed: TypedDetails,
  billing: Reading<Address>,
  vatNumbers: VatNumbers,
): Reading<string> {
  const number = tidied.parse(typed.vatNumber)
  const home = billing.isRight ? billing.value.country : ''
  const meant = number === '' ? '' : vatNumbers.read(number, home)
  if (meant !== null) return right(meant)
  const sentence =
    'This VAT number has a mistake. Enter it with the letters of its country, for example DE136695976, or leave it empty.'
  return { isRight: false, problems: [{ field: 'vatNumber', sentence }] }
}

function right<Value>(value: Value): Reading<Value> {
  return { isRight: true, value }
}

function wrongIn(error: z.ZodError): { isRight: false; problems: readonly Problem[] } {
  const problems = error.issues.map(({ path, message }) => ({ field: String(path[0]), sentence: message }))
  return { isRight: false, problems }
}

function problemsOf(reading: Reading<unknown>): readonly Problem[] {
  return reading.isRight ? [] : reading.problems
}
