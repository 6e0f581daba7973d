import type { Basket } from './basket.ts'
import type { CouponClaim } from './coupon.ts'
import type { Promotion } from './promotion.ts'

interface Candidate {
  readonly promotion: Promotion
  /** Null when it counts by itself. */
  readonly code: string | null
}

export interface RefusedCoupon {
  readonly code: string
  readonly sentence: string
}

export interface AppliedPromotions {
  readonly accepted: readonly Candidate[]
  readonly refused: readonly RefusedCoupon[]
}

/** The promotions that count by themselves, put in order once for all quotes of a tariff. */
export class PromotionList {
  readonly #inOrder: readonly Candidate[]

  constructor(promotions: readonly Promotion[]) {
    this.#inOrder = promotions.map((promotion) => ({ promotion, code: null })).toSorted(byPriority)
  }

  /**
   * Highest priority first, each on what earlier ones left; an eligible exclusive promotion wins alone, and among several
   * of those the one with the highest priority.
   *
   * @param basket is lowered
   */
  applyTo(basket: Basket, claims: readonly CouponClaim[], now: Date): AppliedPromotions {
    const refused: RefusedCoupon[] = claims.flatMap(({ code, refusal }) =>
      refusal ? [{ code, sentence: refusal }] : [],
    )
    const candidates = this.#with(claims)
    const alone = candidates.find(({ promotion }) => promotion.exclusive && !promotion.refusal(basket, now))
    const accepted: Candidate[] = []
    for (const candidate of candidates) {
      const sentence = apply(candidate, basket, { accepted, alone, now })
      if (!sentence) accepted.push(candidate)
      else if (candidate.code) refused.push({ code: candidate.code, sentence })
    }
    return { accepted, refused }
  }

  #with(claims: readonly CouponClaim[]): readonly Candidate[] {
    const claimed = claims.flatMap(({ promotion, code, refusal }) =>
      promotion && !refusal ? [{ promotion, code }] : [],
    )
    return claimed.length > 0 ? [...this.#inOrder, ...claimed].sort(byPriority) : this.#inOrder
  }
}

function byPriority({ promotion: one }: Candidate, { promotion: other }: Candidate): number {
  return other.priority - one.priority || one.id - other.id
}

/** @returns why it does not count; null when it was applied */
function apply(
  candidate: Candidate,
  basket: Basket,
  { accepted, alone, now }: { accepted: readonly Candidate[]; alone: Candidate | undefined; now: Date },
): string | null {
  const { promotion, code } = candidate
  if (code && accepted.some((other) => other.promotion.id === promotion.id))
    return `“${promotion.name}” counts already.`
  if (alone && candidate !== alone) return `It cannot be combined with “${alone.promotion.name}”.`
  return (
    promotion.refusal(basket, now) ??
    (promotion.applyTo(basket) ? null : 'It takes nothing off: these prices are as low as they can be.')
  )
}
