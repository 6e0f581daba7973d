const MOST = 12
const DAYS_30 = 30 * 86_400_000
/** Ids of up to nine digits, which every integer column can be compared with. */
const FORM = /^[1-9]\d{0,8}(\.[1-9]\d{0,8})*$/

/** The products that a browser looked at last, as it keeps them in a cookie: '17.4.23', newest first. */
export class SeenProducts {
  static readonly cookieName = 'seen'
  readonly ids: readonly number[]

  private constructor(ids: readonly number[]) {
    this.ids = ids.slice(0, MOST)
  }

  /** What is not of our writing counts as nothing. */
  static from(cookie: unknown): SeenProducts {
    const isOurs = typeof cookie === 'string' && FORM.test(cookie)
    return new SeenProducts(isOurs ? [...new Set(cookie.split('.').map(Number))] : [])
  }

  /** The cookie after another look. */
  static next(cookie: unknown, productId: number): string {
    return SeenProducts.from(cookie).and(productId).toString()
  }

  /** @param secure true where the shop is reached by HTTPS */
  static cookieOptions(secure: boolean) {
    return { httpOnly: true, sameSite: 'lax', secure, path: '/', maxAge: DAYS_30 } as const
  }

  and(productId: number): SeenProducts {
    return new SeenProducts([productId, ...this.except(productId)])
  }

  except(productId: number | undefined): readonly number[] {
    return this.ids.filter((id) => id !== productId)
  }

  toString(): string {
    return this.ids.join('.')
  }
}
