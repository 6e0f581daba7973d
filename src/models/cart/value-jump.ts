import type { Money } from '../money.ts'

/** Major units of the shop's currency. Below it nobody loses sleep. */
const WORTH_A_LOOK = 5_000
const TIMES = 10

/**
 * True if one action made a cart worth so much more that somebody should look at it: ten times what it was worth, and
 * five thousand or more.
 */
export function isUnusualJump(before: Money, after: Money): boolean {
  return after.major >= WORTH_A_LOOK && after.amount >= before.amount * TIMES
}
