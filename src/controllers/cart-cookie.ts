import { randomUUID } from 'node:crypto'
import type { Request, Response } from 'express'
import { z } from 'zod'
import { Cart, CartLine, MOST_LINES, MOST_UNITS_PER_LINE } from '../models/cart/cart.ts'
import type { CartHome } from '../models/cart/cart-home.ts'

const DAYS_30 = 30 * 86_400_000

const contents = z.object({
  v: z.literal(1),
  id: z.uuid(),
  lines: z
    .array(z.tuple([z.number().int().positive(), z.number().int().min(1).max(MOST_UNITS_PER_LINE)]))
    .max(MOST_LINES),
  coupons: z.array(z.string().max(60)).max(10),
})

type Contents = z.infer<typeof contents>

/** A guest's cart in a signed cookie: ids and quantities only, versioned, for 30 days. */
export class CartCookie implements CartHome {
  readonly #req: Request
  readonly #res: Response
  readonly #name: string
  readonly #secure: boolean
  #fresh: string | null = null

  constructor(req: Request, res: Response, secure: boolean) {
    this.#req = req
    this.#res = res
    this.#secure = secure
    this.#name = cartCookieName(secure)
  }

  /** True if there is a cookie, but not one that we wrote. */
  get isBroken(): boolean {
    return this.#name in { ...this.#req.cookies, ...this.#req.signedCookies } && !this.#read()
  }

  async contents(): Promise<Cart> {
    const kept = this.#read()
    if (kept) return new Cart(kept.id, cartLines(kept), kept.coupons)
    // One request must see one cart, however often it looks.
    this.#fresh ??= randomUUID()
    return new Cart(this.#fresh)
  }

  async keep(cart: Cart): Promise<void> {
    const kept: z.input<typeof contents> = {
      v: 1,
      id: cart.id,
      lines: cart.lines.map(({ variantId, quantity }) => [variantId, quantity]),
      coupons: [...cart.coupons],
    }
    this.#res.cookie(this.#name, Buffer.from(JSON.stringify(kept)).toString('base64url'), {
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

  #read(): Contents | null {
    return contentsIn(this.#req.signedCookies[this.#name])
  }
}

export function cartCookieName(secure: boolean): string {
  return secure ? '__Host-cart' : 'cart'
}

/** The lines in a cookie's value; null if we did not write it. */
export function linesIn(value: string | null): readonly CartLine[] | null {
  const kept = contentsIn(value)
  return kept && cartLines(kept)
}

function cartLines({ lines }: Contents): CartLine[] {
  return lines.map(([variantId, quantity]) => new CartLine(variantId, quantity))
}

function contentsIn(value: unknown): Contents | null {
  if (typeof value !== 'string') return null
  const parsed = contents.safeParse(decoded(value))
  return parsed.success ? parsed.data : null
}

function decoded(cookie: string): unknown {
  try {
    return JSON.parse(Buffer.from(cookie, 'base64url').toString())
  } catch {
    return null
  }
}
