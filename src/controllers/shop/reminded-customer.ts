import type { Request } from 'express'
import { z } from 'zod'
import { NotFound } from '../../models/errors.ts'
import type { Services } from '../../services.ts'
import { idField } from '../forms.ts'

/**
 * Whom a signed link in a reminder was sent to.
 *
 * @throws NotFound if it is not ours, as if there were nothing
 */
export function remindedCustomer(
  { cartLinks }: Pick<Services, 'cartLinks'>,
  req: Request<{ id: string }>,
  purpose: 'cart' | 'end',
): { id: number; key: string } {
  const id = idField.safeParse(req.params.id)
  const key = z.string().catch('').parse(req.query.key)
  if (!id.success || !cartLinks.opens(purpose, id.data, key)) throw new NotFound()
  return { id: id.data, key }
}
