import type { Request, Response } from 'express'
import { Cart, type CartContents } from '../models/cart/cart.ts'
import type { CartHome } from '../models/cart/cart-home.ts'
import { cartIn, cartText } from './cart-text.ts'

const DAYS_30 = 30 * 86_400_000

/** A guest's cart in a signed cookie: ids and quantities only, versioned, for 30 days. */
export class CartCookie implements CartHome {
  readonly #req: Request
  readonly #res: Response
  readonly #name: string
  readonly #secure: boolean
  readonly #newId: () => string
  #fresh: string | null = null
  #kept: Cart | null = null

  /** @param options.newId the id of a cart that begins with this request */
  constructor(req: Request, res: Response, { secure, newId }: { secure: boolean; newId: () => string }) {
    this.#req = req
    this.#res = res
    this.#secure = secure
    this.#newId = newId
    this.#name = cartCookieName(secure)
  }

  /** True if there is a cookie, but not one that we wrote. */
  get isBroken(): boolean {
    return this.#name in { ...this.#req.cookies, ...this.#req.signedCookies } && !this.#read()
  }

  async contents(): Promise<Cart> {
    const kept = this.#kept ?? this.#read()
    if (kept) return new Cart(kept.id, kept)
    // One request must see one cart, however often it looks.
    this.#fresh ??= this.#newId()
    return new Cart(this.#fresh)
  }

  async keep(cart: Cart): Promise<void> {
    // Who looks again while this request is answered sees what it changed.
    this.#kept = new Cart(cart.id, cart)
    this.#res.cookie(this.#name, cartText(cart), {
      signed: true,
      httpOnly: true,
      sameSite: 'lax',
      secure: this.#secure,
      path: '/',
      maxAge: DAYS_30,
    })
  }

  forget(): void {
    this.#res.clearCookie(this.#name, { path: '/', secure: this.#secure })
  }

  #read(): (CartContents & { id: string }) | null {
    return cartIn(this.#req.signedCookies[this.#name])
  }
}

export function cartCookieName(secure: boolean): string {
  return secure ? '__Host-cart' : 'cart'
}
