import type { Cart } from './cart.ts'

/** Where a cart lives: a signed cookie for guests, the database for customers. */
export interface CartHome {
  contents(): Promise<Cart>
  keep(cart: Cart): Promise<void>
}
