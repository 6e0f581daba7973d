import type { User } from '../models/accounts/user.ts'
import type { FormErrors } from '../web/form-errors.ts'

/** For whose session ended while they wrote: what they wrote stays on the page. */
export function signedOut(req: { readonly user: User | null }): FormErrors['errorList'] {
  if (req.user) return []
  const sentence = 'You are signed out by now. Sign in again in another tab, then send this once more.'
  return [{ field: 'text', sentence }]
}
