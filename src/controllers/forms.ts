import { z } from 'zod'
import { MOST_UNITS_PER_LINE } from '../models/cart/cart.ts'
import { SORTS, type Sort } from '../models/catalog/listing.ts'
import { Invalid } from '../models/errors.ts'

/** @throws Invalid with the first sentence of the schema that says what is wrong */
export function parse<Schema extends z.ZodType>(schema: Schema, input: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(input ?? {})
  if (!parsed.success) throw new Invalid(parsed.error.issues[0]?.message ?? 'Please check what you entered.')
  return parsed.data
}

/** The schemas that forms and JSON are parsed with. A field that comes twice is an array and no number. */
const digits = (sentence: string) =>
  z
    .union([z.string(), z.number()], sentence)
    .transform(String)
    .pipe(z.string().regex(/^\d{1,9}$/, sentence))
    .transform(Number)

export const idField = digits('This is not one of our numbers.').pipe(
  z.number().int().positive().max(2_147_483_647),
)

const quantitySentence = `Please choose a whole quantity between 1 and ${MOST_UNITS_PER_LINE}.`

export const cartLineForm = z.object({
  variant: digits('Please choose a specimen.').pipe(z.number().int().positive().max(2_147_483_647)),
  quantity: z
    .preprocess((value) => value ?? '1', digits(quantitySentence))
    .pipe(z.number().min(1, quantitySentence).max(MOST_UNITS_PER_LINE, quantitySentence)),
})

export const quantityForm = z.object({
  quantity: digits(`Please choose a whole quantity between 0 and ${MOST_UNITS_PER_LINE}.`).pipe(
    z
      .number()
      .max(MOST_UNITS_PER_LINE, `Please choose a whole quantity between 0 and ${MOST_UNITS_PER_LINE}.`),
  ),
})

export const couponForm = z.object({
  code: z.string('Please enter a coupon code.').trim().min(1, 'Please enter a coupon code.').max(60),
  remove: z.literal('1').optional(),
})

export const deliveryForm = z.object({ method: digits('Choose how we shall send it.') })

export const placeForm = z.object({
  checkout: z.uuid('This checkout has ended.'),
  agreed: z.string('This checkout has ended.').max(64),
})

export const signInForm = z.object({
  email: z.string('Enter your email address.').trim().min(1, 'Enter your email address.').max(254),
  password: z.string('Enter your password.').min(1, 'Enter your password.').max(1_000),
})

export const registrationForm = z.object({
  name: z
    .string('Enter your name.')
    .trim()
    .min(1, 'Enter your name.')
    .max(100, 'Use at most 100 characters for your name.'),
  email: z
    .string('Enter your email address.')
    .transform((text) => text.replace(/\s/g, ''))
    .pipe(z.email('Enter an email address in the form name@example.com.').max(254)),
  password: z
    .string('Choose a password.')
    .min(10, 'Choose a password of at least 10 characters.')
    .max(200, 'Choose a password of at most 200 characters.'),
})

export const shipmentForm = z.object({
  carrier: z.string('Enter the carrier.').trim().min(1, 'Enter the carrier.').max(60),
  trackingNumber: z.string().trim().max(80).default(''),
})

/** In listings a page or sort that makes no sense is the first page, in our own order. */
export const listingQuery = z.object({
  page: digits('').pipe(z.number().min(1).max(100_000)).catch(1),
  sort: z.enum(Object.keys(SORTS) as [Sort, ...Sort[]]).catch('featured'),
})

export const searchQuery = z.object({
  q: z
    .string()
    .catch('')
    .transform((text) => text.replaceAll('\0', '').trim().slice(0, 200)),
  page: listingQuery.shape.page,
})

export const variantQuery = z.object({ variant: idField.optional() })

/** Only a path of our own: nobody is led to another site after signing in. */
export const nextPath = z
  .string()
  .regex(/^\/(?![/\\])[\w\-./?=&%]*$/)
  .catch('/account/orders')
