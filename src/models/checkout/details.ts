import { z } from 'zod'
import type { Address } from '../orders/address.ts'

const oneLine = (what: string, longest: number) =>
  z
    .string()
    .default('')
    .transform((text) => text.normalize('NFC').replace(/\s+/gu, ' ').trim())
    .pipe(z.string().max(longest, `Use at most ${longest} characters for the ${what}.`))

const needed = (what: string, longest: number, sentence: string) =>
  oneLine(what, longest).pipe(z.string().min(1, sentence))

/** The address form. Forgiving about spaces and case, clear about what is missing. */
export const checkoutDetails = z.object({
  email: z
    .string()
    .default('')
    .transform((text) => text.replace(/\s/g, ''))
    .pipe(
      z
        .email('Enter an email address in the form name@example.com, so that we can send your confirmation.')
        .max(254, 'Use at most 254 characters for the email address.'),
    ),
  name: needed('name', 100, 'Enter the full name of the person who receives the parcel.'),
  line1: needed('street', 120, 'Enter the street and house number.'),
  line2: oneLine('second address line', 120),
  postcode: needed('postcode', 12, 'Enter the postcode.').transform((text) => text.toUpperCase()),
  city: needed('town or city', 80, 'Enter the town or city.'),
  region: oneLine('region', 80),
  country: z
    .string()
    .default('')
    .transform((text) => text.trim().toUpperCase())
    .pipe(z.string().regex(/^[A-Z]{2}$/, 'Choose the country the parcel goes to.')),
  phone: oneLine('phone number', 30),
})

export type CheckoutDetails = z.infer<typeof checkoutDetails>

export function addressIn({ email: _, ...address }: CheckoutDetails): Address {
  return address
}
