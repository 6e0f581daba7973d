import { z } from 'zod'
import { MOST_UNITS_PER_LINE } from '../models/cart/cart-line.ts'
import { LONGEST_NOTE } from '../models/cart/cart-memo.ts'
import { SEARCH_SORTS, SORTS, type Sort } from '../models/catalog/listing.ts'
import { NumberRange } from '../models/catalog/number-range.ts'
import { Selection } from '../models/catalog/selection.ts'
import { destination } from '../models/checkout/details.ts'
import { Invalid } from '../models/errors.ts'
import { orderNumberIn } from '../models/orders/order-number.ts'

/** @throws Invalid with the first sentence of the schema that says what is wrong */
export function parse<Schema extends z.ZodType>(schema: Schema, input: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(input ?? {})
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new Invalid(issue?.message ?? 'Please check what you entered.', issue?.path[0]?.toString())
}

/** The schemas that forms and JSON are parsed with. A field that comes twice is an array and no number. */
const digits = (sentence: string) =>
  z
    .union([z.string(), z.number()], sentence)
    .transform(String)
    .pipe(z.string().regex(/^\d{1,9}$/, sentence))
    .transform(Number)

/** Nine digits: every column of ids can hold them. */
const id = (sentence: string) => digits(sentence).pipe(z.number().positive())

export const idField = id('This is not one of our numbers.')

const quantitySentence = `Please choose a whole quantity between 1 and ${MOST_UNITS_PER_LINE}.`

export const cartLineForm = z.object({
  variant: id('Please choose a specimen.').optional(),
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

/** What a program asks for: the same fields as in the form of a line. */
export const cartUpdate = z
  .object(
    { product_id: idField.optional(), variant_id: idField.optional(), ...quantityForm.shape },
    'Send a JSON object.',
  )
  .refine(({ product_id, variant_id }) => product_id !== undefined || variant_id !== undefined, {
    message: 'Name a product_id or a variant_id.',
    path: ['product_id'],
  })

/** Where the parcel is to go, while nobody has asked for an address yet. */
export const destinationForm = destination

export const couponForm = z.object({
  code: z.string('Please enter a coupon code.').trim().min(1, 'Please enter a coupon code.').max(60),
  remove: z.literal('1').optional(),
})

/** From which page a form about payment was sent: that is where the shopper goes on. */
const whence = z.literal('review').optional().catch(undefined)

export const giftCardForm = z.object({
  card: z.string('Enter the code of the gift card.').max(100, 'That is too long for a code.').default(''),
  remove: idField.optional(),
  from: whence,
})

export const creditForm = z.object({
  use: z.enum(['yes', 'no'], 'Choose whether to use your credit.'),
  from: whence,
})

const balanceSentence = 'Enter the code of the gift card.'

export const balanceForm = z.object({
  card: z.string(balanceSentence).trim().min(1, balanceSentence).max(100, 'That is too long for a code.'),
})

export const savedForm = z.object({ to: z.literal('cart').optional().catch(undefined) })

const UNKNOWN_KEY = 'This can no longer be undone.'

export const undoForm = z.object({ key: z.string(UNKNOWN_KEY).max(64, UNKNOWN_KEY) })

/** Line ends count once, as they do in the browser that counts along. */
export const noteForm = z.object({
  note: z
    .string('Write your note as text.')
    .default('')
    .transform((text) => text.replaceAll('\r\n', '\n').replaceAll('\0', '').toWellFormed().trim())
    .pipe(z.string().max(LONGEST_NOTE, { error: ({ input }) => tooLong(String(input)) })),
  gift: z
    .literal('1')
    .optional()
    .catch(undefined)
    .transform((flag) => flag === '1'),
})

function tooLong({ length }: string): string {
  return `There is room for ${LONGEST_NOTE} characters; your note has ${length}.`
}

export const acceptanceForm = z.object({ seen: z.string('Please look at your cart again.').max(64) })

/** The page with which a shopper goes on: what it showed, as CheckoutState says it. */
/** Characters: what was seen of the quote, the address and the means of payment. */
const LONGEST_FINGERPRINT = 120

export const agreedForm = z.object({
  agreed: z.string().max(LONGEST_FINGERPRINT).nullable().catch(null).default(null),
})

/** Back to the review, for whoever came from there to change one thing. */
export const returnQuery = z.object({ return: z.literal('review').nullable().catch(null).default(null) })

export const addressStepForm = z.object({
  ...agreedForm.shape,
  ...returnQuery.shape,
  /** Only shows the fields of another country. */
  update: z.string().optional().catch(undefined),
  save: z.literal('yes').optional().catch(undefined),
})

/** Names the cart of a customer, in case their session has ended. */
export const ticketForm = z.object({ ticket: z.string().max(100).catch('') })

export const addressPartsQuery = z.object({
  kind: z.enum(['delivery', 'billing', 'book']).catch('delivery'),
  country: z.string().max(2).catch(''),
})

export const addressBookForm = z.object({
  label: z
    .string()
    .default('')
    .transform((text) => text.replace(/\s+/g, ' ').trim())
    .pipe(z.string().max(60, 'Use at most 60 characters for the name of the address.')),
  /** Only shows the fields of another country. */
  update: z.string().optional().catch(undefined),
})

export const addressDefaultForm = z.object({
  purpose: z.enum(['delivery', 'billing'], 'Choose what it is for.'),
})

export const deliveryForm = z.object({ method: digits('Choose how we shall send it.') })

export const placeForm = z.object({
  checkout: z.uuid('This checkout has ended.'),
  agreed: z.string('This checkout has ended.').max(LONGEST_FINGERPRINT),
})

/** What the buyer saw when they were asked whether to cancel. */
export const cancellationForm = z.object({ seen: z.string().max(20).catch('') })

export const olderQuery = z.object({
  before: z
    .string()
    .regex(/^[\w-]{1,40}$/)
    .optional()
    .catch(undefined),
})

export const WHAT_AN_EMAIL_IS = 'Enter an email address in the form name@example.com.'

export const emailField = z
  .string('Enter your email address.')
  .transform((text) => text.replace(/\s/g, ''))
  .pipe(z.email(WHAT_AN_EMAIL_IS).max(254))

const WHAT_A_NUMBER_IS = 'Enter the order number, such as LM-1001. It stands in each of our mails.'

export const orderLookupForm = z.object({
  number: z
    .string(WHAT_A_NUMBER_IS)
    .max(40, WHAT_A_NUMBER_IS)
    .transform((text, { addIssue }) => {
      const number = orderNumberIn(text)
      if (number === null) addIssue({ code: 'custom', message: WHAT_A_NUMBER_IS })
      return number ?? ''
    }),
  email: emailField,
})

export const signInForm = z.object({
  email: z.string('Enter your email address.').trim().min(1, 'Enter your email address.').max(254),
  password: z.string('Enter your password.').min(1, 'Enter your password.').max(1_000),
})

/** A checkbox that was not ticked is not sent. */
const tick = z
  .literal('yes')
  .optional()
  .catch(undefined)
  .transform((value) => value === 'yes')

export const registrationForm = z.object({
  name: z
    .string('Enter your name.')
    .trim()
    .min(1, 'Enter your name.')
    .max(100, 'Use at most 100 characters for your name.'),
  email: emailField,
  password: z
    .string('Choose a password.')
    .min(10, 'Choose a password of at least 10 characters.')
    .max(200, 'Choose a password of at most 200 characters.'),
  cartReminders: tick,
})

/** An account for whoever has just ordered without one. */
export const accountOfferForm = registrationForm.pick({ password: true })

export const preferencesForm = z.object({ cartReminders: tick })

const reminderHours = 'Enter whole hours between 1 and 144.'
const cancelMinutes = 'Enter whole minutes between 0 and 1440 for cancelling.'
const payMinutes = 'Enter whole minutes between 45 and 10080 for paying.'

/** What the back office can switch. */
export const settingsForm = z.object({
  holdStockFrom: z.enum(['cart', 'checkout'], 'Choose from when on units are set aside.'),
  accountRequired: tick,
  cartReminderHours: digits(reminderHours).pipe(z.number().min(1, reminderHours).max(144, reminderHours)),
  cancelWithinMinutes: digits(cancelMinutes).pipe(z.number().max(1_440, cancelMinutes)).optional(),
  payWithinMinutes: digits(payMinutes)
    .pipe(z.number().min(45, payMinutes).max(10_080, payMinutes))
    .optional(),
})

export const shipmentForm = z.object({
  carrier: z.string('Enter the carrier.').trim().min(1, 'Enter the carrier.').max(60),
  trackingNumber: z.string().trim().max(80).default(''),
})

const sumSentence = 'Enter an amount such as 25 or 12.50, up to 10,000.'

/** In whole units of the shop's currency, with a point or a comma. */
const sumField = z
  .string(sumSentence)
  .trim()
  .regex(/^\d{1,5}([.,]\d{1,3})?$/, sumSentence)
  .transform((typed) => Number(typed.replace(',', '.')))
  .pipe(z.number().min(0.01, sumSentence).max(10_000, sumSentence))

const whySentence = 'Write a reason: the ledger keeps it.'
const whyField = z.string(whySentence).trim().min(1, whySentence).max(200, 'Use at most 200 characters.')
const keyField = z.uuid('Please open this page again.')
const notGiven = z.literal('').transform(() => null)

/** A gift card that the back office issues; it can be spent until its last day is over. */
export const issueForm = z.object({
  key: keyField,
  amount: sumField,
  why: whyField,
  expires: z
    .union([notGiven, z.iso.date('Choose a day from the calendar, or none.')], {
      error: 'Choose a day from the calendar, or none.',
    })
    .default(null),
  recipient: z.union([notGiven, emailField], { error: WHAT_AN_EMAIL_IS }).default(null),
})

/** Its fields have names of their own, because it stands on the same page. */
export const creditGiftForm = z.object({
  key: keyField,
  email: emailField,
  creditAmount: sumField,
  creditWhy: whyField,
})

export const storedValuesQuery = z.object({
  q: z
    .string()
    .catch('')
    .transform((text) => text.replaceAll('\0', '').trim().slice(0, 254).toWellFormed()),
  before: idField.optional().catch(undefined),
})

/** In listings a page or sort that makes no sense is the first page, in our own order. */
export const listingQuery = z.object({
  page: digits('').pipe(z.number().min(1).max(100_000)).catch(1),
  sort: z.enum(Object.keys(SORTS) as [Sort, ...Sort[]]).catch('featured'),
})

/** More than anybody ticks. */
const MOST_CHOICES = 100

/**
 * Filters: `colour=green&colour=blue&price=25-50`. The ends of a range that were typed into a form come as
 * `price.from` and `price.to`. What makes no sense is left out.
 */
export const selectionQuery = z
  .record(z.string(), z.union([z.string().transform((value) => [value]), z.array(z.string())]).catch([]))
  .catch({})
  .transform((query) => {
    const choices = Object.entries(query).flatMap(([key, values]) =>
      values.flatMap((value) => choice(key, value, query)),
    )
    return Selection.of(choices.slice(0, MOST_CHOICES))
  })

/** Of both ends of a typed range, the first that is not empty speaks for both. */
function choice(
  key: string,
  value: string,
  query: Readonly<Record<string, readonly string[]>>,
): (readonly [string, string])[] {
  const [facet = '', end] = key.split('.')
  if (end === undefined) return value && value.length <= 200 ? [[facet, value]] : []
  const typed = NumberRange.of(numberIn(query[`${facet}.from`]), numberIn(query[`${facet}.to`]))
  return typed && (end === 'from' || end === 'to') ? [[facet, typed.key]] : []
}

/** '€ 1 200,50' is 1200.5. */
function numberIn(typed: readonly string[] | undefined): number | null {
  const digits = (typed?.[0] ?? '').replace(/[^\d.,]/g, '').replace(',', '.')
  return /^\d{1,9}(\.\d{1,6})?$/.test(digits) ? Number(digits) : null
}

export const searchQuery = z.object({
  q: z
    .string()
    .catch('')
    .transform((text) => text.replaceAll('\0', '').trim().slice(0, 200).toWellFormed()),
  sort: z.enum(Object.keys(SEARCH_SORTS) as [Sort, ...Sort[]]).catch('relevance'),
  page: listingQuery.shape.page,
  exact: z
    .literal('1')
    .optional()
    .catch(undefined)
    .transform((flag) => flag === '1'),
})

/** Lines of “phrase = meaning”. */
export const synonymsForm = z.object({
  lines: z
    .string('Write at least one line.')
    .max(50_000, 'That is too much at once. Please paste at most 50,000 characters.'),
})

/** A search in vain that is to become a synonym. */
export const phraseQuery = z.object({ phrase: z.string().max(200).catch('') })

export const variantQuery = z.object({ variant: idField.optional() })

/** The options among the fields of a form or an address; which of them a product knows, it says itself. */
export const choiceFields = z
  .record(z.string(), z.unknown())
  .transform((fields) =>
    Object.fromEntries(
      Object.entries(fields).flatMap(([type, word]) =>
        typeof word === 'string' && word.length <= 100 ? [[type, word]] : [],
      ),
    ),
  )

/** The product of a form that names a variant by its options. */
export const productQuery = z.object({
  product: id('Please choose a specimen.'),
})

export const recentQuery = z.object({
  fragment: z.literal('1').optional().catch(undefined),
  except: idField.optional().catch(undefined),
})
/** Only a path of our own: nobody is led to another site after signing in. */
export const nextPath = z
  .string()
  .regex(/^\/(?![/\\])[\w\-./?=&%]*$/)
  .catch('/account/orders')
