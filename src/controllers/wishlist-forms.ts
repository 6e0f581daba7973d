import { z } from 'zod'
import { idField } from './forms.ts'

const wishlistName = z
  .string('Give the list a name.')
  .transform((text) => text.trim().replace(/\s+/g, ' '))
  .pipe(z.string().min(1, 'Give the list a name.').max(60, 'Use at most 60 characters for the name.'))

export const wishlistForm = z.object({ name: wishlistName })

/** The product that was taken out just now, to put it back. */
export const wishlistQuery = z.object({ removed: idField.optional().catch(undefined) })

export const sharingForm = z.object({ shared: z.enum(['yes', 'no'], 'Please choose whether to share it.') })

export const wishQuery = z.object({ product: idField })

/** Where a wish goes: to a list, to a new one, or, with neither, where the customer has their only list. */
export const wishForm = z
  .object({
    list: z.union([z.literal('new'), idField], 'Choose a list.').optional(),
    name: z.unknown().optional(),
  })
  .transform(({ list, name }, context) => {
    if (list !== 'new') return list === undefined ? null : { list }
    const given = wishlistName.safeParse(name)
    if (given.success) return { newList: given.data }
    context.addIssue({
      code: 'custom',
      path: ['name'],
      message: 'Give the new list a name of at most 60 characters.',
    })
    return z.NEVER
  })

export const moveForm = z.object({ to: idField })
