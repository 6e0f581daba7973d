import { createHash } from 'node:crypto'
import type { Cart } from './cart.ts'
import type { CartMemo } from './cart-memo.ts'

/**
 * Stands for what the page of a cart shows of it. The clock, prices and stock are left out: they are looked at whenever
 * the page is made, and this says whether it must be made anew because somebody did something.
 */
export function cartVersion({ lines, saved, coupons }: Cart, { facts }: CartMemo): string {
  const { agreed, adjustments, note, isGift, country } = facts
  const shown = [lines, saved, coupons, agreed, adjustments, note, isGift, country]
  return createHash('sha256').update(JSON.stringify(shown)).digest('base64url').slice(0, 16)
}
