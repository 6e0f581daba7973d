import { z } from 'zod'
import { emailField, idField, WHAT_AN_EMAIL_IS } from './forms.ts'

const followedWords = z
  .string('Please choose what to follow.')
  .transform((text) => text.trim().replace(/\s+/g, ' '))
  .pipe(z.string().min(1, 'Please choose what to follow.').max(200, 'Use at most 200 characters to search.'))

/** The first of product, category and words that is there. */
export const followTarget = z.union(
  [
    z.object({ product: idField }).transform(({ product }) => ({ kind: 'product', id: product }) as const),
    z
      .object({ category: idField })
      .transform(({ category }) => ({ kind: 'category', id: category }) as const),
    z.object({ words: followedWords }).transform(({ words }) => ({ kind: 'search', words }) as const),
  ],
  'Please choose what to follow.',
)

/** Customers may leave it blank: their own address is meant. */
export function emailForm(mayBeBlank: boolean) {
  const blank = z.union([z.undefined(), z.string().regex(/^\s*$/)]).transform(() => null)
  return z.object({ email: mayBeBlank ? z.union([blank, emailField], WHAT_AN_EMAIL_IS) : emailField })
}

/** End one thing, or whatever the address follows. */
export const endingForm = z.object({ all: z.literal('yes').optional().catch(undefined) })
