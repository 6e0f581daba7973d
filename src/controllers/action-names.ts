import { createHash } from 'node:crypto'
import type { Request } from 'express'

/** Milliseconds. A form sent twice within this time, as by a double click, counts once. */
const TWICE = 20_000

/**
 * Names what a shopper is doing, so that a repetition is known: a script names each action itself and repeats it under
 * the same name until it is answered; a form without script is named by its content, its token included, for some
 * seconds. Who comes back to a page and sends its form again means it.
 *
 * @returns the name to remember first, then the others under which it may be known
 */
export function actionNames(req: Request, now: Date): readonly string[] {
  const named = req.get('idempotency-key')
  if (named) return [short(named)]
  if (req.method !== 'POST' || !req.body) return []
  const form = `${req.path} ${JSON.stringify(req.body)}`
  const window = Math.floor(now.getTime() / TWICE)
  return [short(`${window} ${form}`), short(`${window - 1} ${form}`)]
}

/** Many of them must fit into a cookie. */
function short(name: string): string {
  return createHash('sha256').update(name).digest('base64url').slice(0, 8)
}
