import type { Promotion, Window } from './promotion.ts'

/** How often something may be used and has been; null means without limit. */
export interface Uses {
  readonly limit: number | null
  readonly used: number
}

export interface CouponFacts {
  readonly code: string
  readonly window: Window
  /** Of this code, and of all codes of its promotion together. */
  readonly uses: readonly Uses[]
  /** Of this code and of all codes together, by whoever buys, as far as they have said who they are. */
  readonly usesByCustomer: readonly Uses[]
}

/** A code that the shop has given out. */
export class Coupon {
  readonly #facts: CouponFacts

  constructor(facts: CouponFacts) {
    this.#facts = facts
  }

  /** In the shopper's words, why it does not count; null when it does. */
  refusal(now: Date): string | null {
    const { code, window, uses, usesByCustomer } = this.#facts
    if (window.startsAt && now < window.startsAt) return `The coupon “${code}” is not valid yet.`
    if (window.endsAt && now >= window.endsAt) return `The coupon “${code}” has run out.`
    if (uses.some(isUsedUp)) return `The coupon “${code}” has been used up.`
    return usesByCustomer.some(isUsedUp) ? alreadyUsed(code) : null
  }
}

export function alreadyUsed(code: string): string {
  return `You have used the coupon “${code}” as often as it counts for one customer.`
}

/** A code a shopper typed and the promotion behind it, if there is one that works. */
export interface CouponClaim {
  readonly code: string
  readonly promotion: Promotion | null
  /** Why it does not count, whatever is in the cart; null when that is to be seen. */
  readonly refusal: string | null
}

export function unknownCoupon(code: string): CouponClaim {
  return { code, promotion: null, refusal: `We do not know a coupon “${code}”.` }
}

export function brokenCoupon(code: string): CouponClaim {
  return {
    code,
    promotion: null,
    refusal: `The coupon “${code}” does not work at the moment. Please ask us.`,
  }
}

function isUsedUp({ limit, used }: Uses): boolean {
  return limit !== null && used >= limit
}
