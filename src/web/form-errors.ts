import type { z } from 'zod'

export interface FormErrors {
  /** The first sentence for each field. */
  readonly errors: Readonly<Record<string, string>>
  /** In the order of the form. */
  readonly errorList: readonly { readonly field: string; readonly sentence: string }[]
}

export const NO_ERRORS: FormErrors = { errors: {}, errorList: [] }

export function formErrors(error: z.ZodError): FormErrors {
  return errorsOn(
    error.issues.map((issue) => ({ field: String(issue.path[0] ?? ''), sentence: issue.message })),
  )
}

export function errorsOn(found: readonly { field: string; sentence: string }[]): FormErrors {
  const errorList = found.filter(
    ({ field }, index) => found.findIndex((other) => other.field === field) === index,
  )
  return { errorList, errors: Object.fromEntries(errorList.map(({ field, sentence }) => [field, sentence])) }
}

/** The fields of a form as typed, to show them again: single values only, each of so many characters at most. */
export function typed(body: unknown, fields: readonly string[], most = 1_000): Record<string, string> {
  if (typeof body !== 'object' || body === null) return {}
  const values = new Map(Object.entries(body))
  return Object.fromEntries(
    fields.flatMap((field) => {
      const value: unknown = values.get(field)
      return typeof value === 'string' ? [[field, value.slice(0, most).toWellFormed()]] : []
    }),
  )
}
