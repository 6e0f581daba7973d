import type { Response } from 'express'
import type { CheckoutState } from '../../models/checkout/checkout-state.ts'

/**
 * Sends shoppers back to the cart while something in it must be mended: stock is looked at on every step.
 *
 * @returns true if the step must not go on
 */
export function backToCart({ cart, priced }: CheckoutState, res: Response): boolean {
  if (priced.isBuyable) return false
  const text = cart.isEmpty
    ? 'There is nothing in your cart here. If you were signed in, please sign in again: your cart and what you entered are kept.'
    : 'Something in your cart has changed. Please look at it before you go on.'
  res.notify({ tone: 'bad', text })
  res.redirect(303, '/cart')
  return true
}
