import { createHash } from 'node:crypto'
import { Money } from '../money.ts'
import type { StoredValue } from './stored-value.ts'

/** What a shopper wants to pay with, beside money. */
export interface ChosenMeans {
  /** In the order in which they pay. */
  readonly giftCards: readonly StoredValue[]
  /** What the customer has at the shop; null for guests and for customers without. */
  readonly credit: StoredValue | null
  readonly usesCredit: boolean
}

export interface PlannedPart {
  readonly source: StoredValue
  readonly amount: Money
}

/**
 * By what a total is to be paid: gift cards first, then the customer's credit, and the rest by card. They are means of
 * payment and no discounts, so the total stays what it is.
 */
export class PaymentPlan {
  readonly total: Money
  readonly parts: readonly PlannedPart[]
  /** Chosen, but of no use for this order, each with the reason. */
  readonly idle: readonly { readonly source: StoredValue; readonly sentence: string }[]
  /** Credit that the customer can choose or has chosen; null when there is none. */
  readonly credit: StoredValue | null
  readonly usesCredit: boolean

  private constructor(total: Money, means: ChosenMeans, leastCharge: Money, now: Date) {
    this.total = total
    this.credit = means.credit?.balance.currency === total.currency ? means.credit : null
    this.usesCredit = means.usesCredit && this.credit !== null
    const sources = [...means.giftCards, ...(this.usesCredit && this.credit ? [this.credit] : [])]
    const refused = new Map(sources.map((source) => [source, source.refusal(total.currency, now)]))
    const parts = leavingEnough(
      leastCharge,
      total,
      taking(
        total,
        sources.filter((source) => !refused.get(source)),
      ),
    )
    this.parts = parts
    this.idle = sources
      .filter((source) => !parts.some((part) => part.source === source))
      .map((source) => ({
        source,
        sentence: `${source.name} ${refused.get(source) ?? 'is not needed for this order'}.`,
      }))
  }

  /** @param leastCharge what the provider of card payments takes at least */
  static of(total: Money, means: ChosenMeans, leastCharge: Money, now: Date): PaymentPlan {
    return new PaymentPlan(total, means, leastCharge, now)
  }

  get covered(): Money {
    return coveredBy(this.parts, this.total.currency)
  }

  /** To be paid by card: the total less what stored value covers. */
  get rest(): Money {
    return this.total.minus(this.covered)
  }

  /** Stored value pays all of it: no card is needed. */
  get isCovered(): boolean {
    return this.parts.length > 0 && this.rest.isZero
  }

  /** True if more could be taken, but the rest would be less than a card can be charged. */
  get keepsSomeBack(): boolean {
    return this.rest.isPositive && this.parts.some(({ source, amount }) => amount.isLessThan(source.balance))
  }

  /** Stands for what is paid by what, as the shopper sees it. */
  get fingerprint(): string {
    const seen = this.parts.map(({ source, amount }) => [source.id, amount.amount])
    return createHash('sha256').update(JSON.stringify(seen)).digest('base64url').slice(0, 12)
  }

  /** How it is now, for a shopper who saw something else. */
  get sentences(): readonly string[] {
    const covers = this.parts.length > 0
    return [
      ...this.idle.map(({ sentence }) => sentence),
      covers
        ? `${this.covered.format()} of it ${this.isCovered ? 'is' : 'are'} paid by gift card or credit; ${this.rest.format()} is left to pay now.`
        : `Nothing of it is paid by gift card or credit; ${this.rest.format()} is left to pay now.`,
    ]
  }
}

/** From each source in turn as much as it has and the total still needs. */
function taking(total: Money, sources: readonly StoredValue[]): PlannedPart[] {
  const parts: PlannedPart[] = []
  let left = total
  for (const source of sources) {
    const amount = source.balance.atMost(left)
    if (!amount.isPositive) continue
    parts.push({ source, amount })
    left = left.minus(amount)
  }
  return parts
}

/** No card can be charged a few cents: then the last sources keep so much that the rest is large enough. */
function leavingEnough(least: Money, total: Money, parts: readonly PlannedPart[]): PlannedPart[] {
  const rest = total.minus(coveredBy(parts, total.currency))
  if (rest.isZero || !rest.isLessThan(least)) return [...parts]
  let missing = least.minus(rest)
  const kept = parts.toReversed().map(({ source, amount }) => {
    const less = amount.atMost(missing)
    missing = missing.minus(less)
    return { source, amount: amount.minus(less) }
  })
  return kept.toReversed().filter(({ amount }) => amount.isPositive)
}

function coveredBy(parts: readonly PlannedPart[], currency: string): Money {
  return Money.sum(
    parts.map(({ amount }) => amount),
    currency,
  )
}
