import type { Variant } from '../catalog/variant.ts'
import type { Money } from '../money.ts'
import type { Destination } from './destination.ts'
import { Zone, type ZoneFacts } from './zone.ts'

/** Days on which nothing leaves the shop, as YYYY-MM-DD, and the hour (UTC) until which today still counts. */
export interface ShippingCalendar {
  readonly holidays: readonly string[]
  readonly cutOffHour: number
}

export interface DeliveryPromise {
  /** Days (UTC), both included. */
  readonly from: Date
  readonly to: Date
}

/** Grams; null in the last tier: any weight. */
export interface WeightTier {
  readonly upToGrams: number | null
  readonly price: Money
}

/** What the items cost after discounts. Below the first tier the method is not offered. */
export interface TotalTier {
  readonly fromTotal: Money
  readonly price: Money
}

export interface Parcel {
  readonly grams: number
  /** After discounts. */
  readonly itemsTotal: Money
  readonly variants: readonly Variant[]
}

/** One step to what a delivery costs. */
export interface ShippingStep {
  readonly because: string
  readonly price: Money
}

const HOUR = 3_600_000
const DAY = 24 * HOUR

interface MethodFacts {
  id: number
  name: string
  /** By weight, lightest first, or by order total, lowest first; a flat price is one tier for any weight. */
  tiers: readonly WeightTier[] | readonly TotalTier[]
  freeAbove: Money | null
  /** Grams; null where the tiers alone decide. */
  heaviest?: number | null
  /** Nothing of these categories, or below them, is carried. */
  refusedCategories?: readonly number[]
  days: { handling: number; fastest: number; slowest: number }
}

/** A way to send a parcel to a zone. */
export class ShippingMethod {
  readonly id: number
  readonly name: string
  /** Working days: before it leaves, and on the way. */
  readonly days: { readonly handling: number; readonly fastest: number; readonly slowest: number }
  readonly #facts: MethodFacts

  constructor(facts: MethodFacts) {
    this.id = facts.id
    this.name = facts.name
    this.days = facts.days
    this.#facts = facts
  }

  /** In the shopper's words, why it cannot carry the parcel; null when it can. */
  refusal(parcel: Parcel): string | null {
    const refused = this.refusedOf(parcel)
    if (refused.length > 0) return `“${this.name}” does not carry ${namesOf(refused)}.`
    if (parcel.grams > this.heaviestParcel)
      return `“${this.name}” takes up to ${kilograms(this.heaviestParcel)}.`
    if (this.#tierOf(parcel)) return null
    const [first] = this.#facts.tiers
    const least = first && 'fromTotal' in first ? ` for orders from ${first.fromTotal.format()} on` : ''
    return `“${this.name}” is offered${least || ' for other parcels'}.`
  }

  /** What of the parcel it does not carry. */
  refusedOf({ variants }: Parcel): readonly Variant[] {
    const { refusedCategories = [] } = this.#facts
    if (refusedCategories.length === 0) return []
    return variants.filter(({ categoryIds }) => categoryIds.some((id) => refusedCategories.includes(id)))
  }

  /** What it costs and why, the last step being the price; empty when it cannot carry the parcel. */
  steps(parcel: Parcel): readonly ShippingStep[] {
    const tier = this.refusal(parcel) ? null : this.#tierOf(parcel)
    if (!tier) return []
    const { freeAbove } = this.#facts
    const isFree = freeAbove && tier.price.isPositive && !parcel.itemsTotal.isLessThan(freeAbove)
    return [
      { because: this.#why(tier), price: tier.price },
      ...(isFree ? [{ because: `Free from ${freeAbove.format()}`, price: tier.price.times(0) }] : []),
    ]
  }

  /** Grams; infinite when it takes any weight. */
  get heaviestParcel(): number {
    const { tiers, heaviest } = this.#facts
    const weights = tiers.map((tier) => ('upToGrams' in tier ? tier.upToGrams : null))
    const byTiers = Math.max(0, ...weights.map((grams) => grams ?? Number.POSITIVE_INFINITY))
    return Math.min(byTiers, heaviest ?? Number.POSITIVE_INFINITY)
  }

  promise(now: Date, calendar: ShippingCalendar): DeliveryPromise {
    const late = now.getUTCHours() >= calendar.cutOffHour || !isWorkingDay(now, calendar)
    const leaves = addWorkingDays(now, this.days.handling + (late ? 1 : 0), calendar)
    return {
      from: addWorkingDays(leaves, this.days.fastest, calendar),
      to: addWorkingDays(leaves, this.days.slowest, calendar),
    }
  }

  #tierOf({ grams, itemsTotal }: Parcel): WeightTier | TotalTier | null {
    const { tiers } = this.#facts
    const reached = tiers.filter((tier) =>
      'upToGrams' in tier
        ? tier.upToGrams === null || grams <= tier.upToGrams
        : !itemsTotal.isLessThan(tier.fromTotal),
    )
    const chosen = reached[0] && 'fromTotal' in reached[0] ? reached.at(-1) : reached[0]
    return chosen ?? null
  }

  #why(tier: WeightTier | TotalTier): string {
    if (this.#facts.tiers.length === 1) return this.name
    if ('fromTotal' in tier) return `${this.name}, orders from ${tier.fromTotal.format()}`
    return tier.upToGrams === null
      ? `${this.name}, any weight`
      : `${this.name}, up to ${kilograms(tier.upToGrams)}`
  }
}

/** When promises change by themselves: at the cut-off hour, and when the day (UTC) ends. */
export function nextPromiseChange(now: Date, { cutOffHour }: Pick<ShippingCalendar, 'cutOffHour'>): Date {
  const midnight = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate())
  const cutOff = midnight + cutOffHour * HOUR
  return new Date(now.getTime() < cutOff ? cutOff : midnight + DAY)
}

export interface ShippingZone extends ZoneFacts {
  readonly name: string
  readonly methods: readonly ShippingMethod[]
}

/** Where the shop sends to, and how. */
export class ShippingMap {
  readonly #zones: readonly { readonly zone: Zone; readonly methods: readonly ShippingMethod[] }[]

  constructor(zones: readonly ShippingZone[]) {
    this.#zones = zones.map(({ methods, ...facts }) => ({ zone: new Zone(facts), methods }))
  }

  methodsTo(destination: Destination): readonly ShippingMethod[] {
    return Zone.nearest(this.#zones, destination)?.methods ?? []
  }

  /** Grams; zero when nothing is sent there. */
  heaviestParcelTo(destination: Destination): number {
    return Math.max(0, ...this.methodsTo(destination).map(({ heaviestParcel }) => heaviestParcel))
  }
}

export function addWorkingDays(from: Date, days: number, calendar: ShippingCalendar): Date {
  let day = new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth(), from.getUTCDate()))
  for (let left = days; left > 0; ) {
    day = new Date(day.getTime() + DAY)
    if (isWorkingDay(day, calendar)) left -= 1
  }
  return day
}

function isWorkingDay(day: Date, { holidays }: ShippingCalendar): boolean {
  const weekday = day.getUTCDay()
  return weekday !== 0 && weekday !== 6 && !holidays.includes(day.toISOString().slice(0, 10))
}

/** '12.4 kg' */
export function kilograms(grams: number): string {
  return `${grams / 1_000} kg`
}

const AND = new Intl.ListFormat('en-GB')

/** 'Realgar, Miniature and Cinnabar, Cabinet' */
export function namesOf(variants: readonly Variant[]): string {
  return AND.format(variants.map(({ fullName }) => fullName))
}
