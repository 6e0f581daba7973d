import type { Request } from 'express'
import { z } from 'zod'
import { NotFound } from '../../models/errors.ts'
import type { Services } from '../../services.ts'
import { idField } from '../forms.ts'

/**
 * What a signed link in a mail is about.
 *
 * @throws NotFound if it is not ours, as if there were nothing
 */
export function openedFollow(
  { followLinks }: Pick<Services, 'followLinks'>,
  req: Request<{ id: string }>,
  purpose: 'confirmation' | 'end',
): { id: number; key: string } {
  const id = idField.safeParse(req.params.id)
  const key = z.string().catch('').parse(req.query.key)
  if (!id.success || !followLinks.opens(purpose, id.data, key)) throw new NotFound()
  return { id: id.data, key }
}
