import { createHmac, randomUUID } from 'node:crypto'

/**
 * The id of the cart that a guest begins by an action. Whose first answer is lost has no cookie, and sends the action
 * again under its name: it must be the same cart, or what the first try set aside would be in its shopper's own way.
 *
 * @param browser what tells one browser from another, so that nobody can begin somebody else's cart
 * @param action the action's name, if it has one
 */
export function newCartId(secret: string, browser: string, action: string | undefined): string {
  if (!browser || !action) return randomUUID()
  const digits = createHmac('sha256', secret).update(`cart ${browser} ${action}`).digest('hex')
  // RFC 9562, version 8: made as we like.
  const parts = [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `8${digits.slice(12, 15)}`,
    `a${digits.slice(15, 18)}`,
  ]
  return [...parts, digits.slice(18, 30)].join('-')
}
