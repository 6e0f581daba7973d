import type { RequestHandler } from 'express'
import type { User } from '../../models/accounts/user.ts'
import { NotFound } from '../../models/errors.ts'

/** Leads whoever is not signed in to the form, and back afterwards. */
export const customersOnly: RequestHandler = (req, res, next) => {
  if (req.user) next()
  else res.redirect(303, `/sign-in?next=${encodeURIComponent(req.originalUrl)}`)
}

/** Who it is, behind customersOnly. @throws NotFound for guests, who never get so far */
export function customer(req: { readonly user: User | null }): User {
  if (!req.user) throw new NotFound()
  return req.user
}
