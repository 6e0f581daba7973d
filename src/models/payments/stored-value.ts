import type { Money } from '../money.ts'

export type StoredValueKind = 'gift-card' | 'store-credit'

/** Which stored value it is, and what people call it. */
export interface StoredValueName {
  readonly id: number
  readonly kind: StoredValueKind
  /** Of a gift card's code; empty for credit. */
  readonly lastFour: string
}

export function nameOf({ kind, lastFour }: StoredValueName): string {
  return kind === 'gift-card' ? `Gift card ending in ${lastFour}` : 'Store credit'
}

/** Days that what comes back to an expired card can still be spent. */
const GRACE = 30

/** Until when a card can be spent, at the least, after something came back to it. */
export function graceEnd(now: Date): Date {
  return new Date(now.getTime() + GRACE * 86_400_000)
}

/** Money that was paid, or given, before it is spent: a gift card or a customer's credit. */
export class StoredValue implements StoredValueName {
  readonly id: number
  readonly kind: StoredValueKind
  readonly lastFour: string
  /** Never below zero, and always the sum of the entries in its ledger. */
  readonly balance: Money
  readonly expiresAt: Date | null
  readonly createdAt: Date
  /** Whose credit it is; null for gift cards. */
  readonly email: string | null

  constructor(facts: {
    id: number
    kind: StoredValueKind
    lastFour: string
    balance: Money
    expiresAt: Date | null
    createdAt: Date
    email: string | null
  }) {
    this.id = facts.id
    this.kind = facts.kind
    this.lastFour = facts.lastFour
    this.balance = facts.balance
    this.expiresAt = facts.expiresAt
    this.createdAt = facts.createdAt
    this.email = facts.email
  }

  get name(): string {
    return nameOf(this)
  }

  hasExpired(now: Date): boolean {
    return this.expiresAt !== null && this.expiresAt <= now
  }

  /** Why it cannot pay anything in this currency now; null when it can. */
  refusal(currency: string, now: Date): string | null {
    if (this.hasExpired(now)) return 'has expired'
    if (this.balance.currency !== currency) return `is in ${this.balance.currency}, and this order is not`
    return this.balance.isZero ? 'has nothing left' : null
  }
}

/** A line of a ledger. */
export interface StoredValueEntry {
  readonly at: Date
  /** What came is positive, what was spent negative. */
  readonly amount: Money
  readonly why: string
  /** Of the order it belongs to; null when there is none. */
  readonly orderNumber: string | null
  readonly actor: string
}
