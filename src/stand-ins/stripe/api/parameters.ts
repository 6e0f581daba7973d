import { z } from 'zod'

/** Parameter types as they come in a form: everything is text at first. */
export const text = (longest = 5000) => z.string().min(1).max(longest)

export const integer = (least: number, most: number = Number.MAX_SAFE_INTEGER) =>
  z
    .string()
    .regex(/^-?\d+$/, { error: 'integer' })
    .transform(Number)
    .pipe(z.number().min(least).max(most))

export const currency = z
  .string()
  .toLowerCase()
  .regex(/^[a-z]{3}$/, { error: 'currency' })

export const webUrl = z.url({ protocol: /^https?$/ }).max(5000)

export const email = z.email().max(800)

/** https://docs.stripe.com/metadata: at most 50 keys of 40 characters, values of 500; an empty value is none. */
export const metadata = z
  .record(z.string().max(40), z.string().max(500))
  .refine((pairs) => Object.keys(pairs).length <= 50)
  .transform((pairs) => Object.fromEntries(Object.entries(pairs).filter(([, value]) => value !== '')))

export const moment = integer(0)

/** Parameters of one request; everything else is refused, as Stripe does. */
export function parameters<Fields extends z.ZodRawShape>(fields: Fields) {
  return z.strictObject({ ...fields, expand: z.array(text()).max(20).optional() })
}

export const noParameters = parameters({})
