import type { Action } from './promotion-actions.ts'
import type { Rule } from './promotion-rules.ts'
import type { QuoteLine } from './quote-line.ts'

/** What promotions look at and work on: the items, already lowered by earlier promotions. */
export interface Basket {
  lines: QuoteLine[]
  shippingPercentOff: number
}

/** Rules that must all accept, and what the shopper gets then. */
export class Promotion {
  readonly id: number
  readonly name: string
  readonly priority: number
  /** Wins alone when it is eligible. */
  readonly exclusive: boolean
  readonly window: { readonly startsAt: Date | null; readonly endsAt: Date | null }
  readonly needsCoupon: boolean
  readonly #rules: readonly Rule[]
  readonly #actions: readonly Action[]

  constructor(
    facts: Pick<Promotion, 'id' | 'name' | 'priority' | 'exclusive' | 'window' | 'needsCoupon'>,
    rules: readonly Rule[],
    actions: readonly Action[],
  ) {
    this.id = facts.id
    this.name = facts.name
    this.priority = facts.priority
    this.exclusive = facts.exclusive
    this.window = facts.window
    this.needsCoupon = facts.needsCoupon
    this.#rules = rules
    this.#actions = actions
  }

  /** The sentence of the first rule that refuses, or null when all accept. */
  refusal(basket: Basket, now: Date): string | null {
    if (this.window.startsAt && now < this.window.startsAt) return `“${this.name}” has not started yet.`
    if (this.window.endsAt && now >= this.window.endsAt) return `“${this.name}” has ended.`
    for (const rule of this.#rules) {
      const sentence = rule.refusal(basket)
      if (sentence) return sentence
    }
    return null
  }

  applyTo(basket: Basket): Basket {
    return this.#actions.reduce((lowered, action) => action.applyTo(lowered, this.name), basket)
  }
}

/** A code a shopper typed and the promotion behind it, if there is one. */
export interface CouponClaim {
  readonly code: string
  readonly promotion: Promotion | null
  readonly usedUp: boolean
}

export interface AppliedPromotions {
  readonly basket: Basket
  readonly accepted: readonly { readonly promotion: Promotion; readonly code: string | null }[]
  readonly refused: readonly { readonly code: string; readonly sentence: string }[]
}

/**
 * Highest priority first, each on what earlier ones left; an eligible exclusive promotion wins alone,
 * and among several of those the one with the highest priority.
 */
export function applyPromotions(
  basket: Basket,
  automatic: readonly Promotion[],
  claims: readonly CouponClaim[],
  now: Date,
): AppliedPromotions {
  const refused = claims.flatMap((claim) => refusalOfClaim(claim))
  const candidates = [
    ...automatic.map((promotion) => ({ promotion, code: null })),
    ...claims.flatMap(({ promotion, code, usedUp }) => (promotion && !usedUp ? [{ promotion, code }] : [])),
  ].sort((a, b) => b.promotion.priority - a.promotion.priority || a.promotion.id - b.promotion.id)

  const alone = candidates.find(({ promotion }) => promotion.exclusive && !promotion.refusal(basket, now))
  const accepted: AppliedPromotions['accepted'][number][] = []
  let lowered = basket
  for (const candidate of candidates) {
    const sentence = accepted.some(({ promotion }) => promotion.id === candidate.promotion.id)
      ? `“${candidate.promotion.name}” counts already.`
      : alone && candidate !== alone
        ? `It cannot be combined with “${alone.promotion.name}”.`
        : candidate.promotion.refusal(lowered, now)
    if (!sentence) {
      lowered = candidate.promotion.applyTo(lowered)
      accepted.push(candidate)
    } else if (candidate.code) refused.push({ code: candidate.code, sentence })
  }
  return { basket: lowered, accepted, refused }
}

function refusalOfClaim({ code, promotion, usedUp }: CouponClaim): { code: string; sentence: string }[] {
  if (!promotion) return [{ code, sentence: `We do not know a coupon “${code}”.` }]
  return usedUp ? [{ code, sentence: `The coupon “${code}” has been used up.` }] : []
}
