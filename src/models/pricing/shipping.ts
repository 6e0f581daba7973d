import type { Money } from '../money.ts'

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

export interface WeightTier {
  /** Null in the last tier: any weight. */
  readonly upToGrams: number | null
  readonly price: Money
}

const HOUR = 3_600_000
const DAY = 24 * HOUR

/** A way to send a parcel to a zone. */
export class ShippingMethod {
  readonly id: number
  readonly name: string
  /** Working days: before it leaves, and on the way. */
  readonly days: { readonly handling: number; readonly fastest: number; readonly slowest: number }
  readonly #tiers: readonly WeightTier[]
  readonly #freeAbove: Money | null

  constructor(facts: {
    id: number
    name: string
    tiers: readonly WeightTier[]
    freeAbove: Money | null
    days: { handling: number; fastest: number; slowest: number }
  }) {
    this.id = facts.id
    this.name = facts.name
    this.#tiers = facts.tiers
    this.#freeAbove = facts.freeAbove
    this.days = facts.days
  }

  /** Null when the parcel is too heavy for this method. */
  price(grams: number, itemsTotal: Money): Money | null {
    const tier = this.#tiers.find(({ upToGrams }) => upToGrams === null || grams <= upToGrams)
    if (!tier) return null
    return this.#freeAbove && !itemsTotal.isLessThan(this.#freeAbove) ? tier.price.times(0) : tier.price
  }

  /** Grams; infinite when it takes any weight. */
  get heaviestParcel(): number {
    return Math.max(0, ...this.#tiers.map(({ upToGrams }) => upToGrams ?? Number.POSITIVE_INFINITY))
  }

  promise(now: Date, calendar: ShippingCalendar): DeliveryPromise {
    const late = now.getUTCHours() >= calendar.cutOffHour || !isWorkingDay(now, calendar)
    const leaves = addWorkingDays(now, this.days.handling + (late ? 1 : 0), calendar)
    return {
      from: addWorkingDays(leaves, this.days.fastest, calendar),
      to: addWorkingDays(leaves, this.days.slowest, calendar),
    }
  }
}

/** When promises change by themselves: at the cut-off hour, and when the day (UTC) ends. */
export function nextPromiseChange(now: Date, { cutOffHour }: Pick<ShippingCalendar, 'cutOffHour'>): Date {
  const midnight = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate())
  const cutOff = midnight + cutOffHour * HOUR
  return new Date(now.getTime() < cutOff ? cutOff : midnight + DAY)
}

export interface ShippingZone {
  readonly name: string
  /** ISO 3166-1 alpha-2; empty means everywhere else. */
  readonly countries: readonly string[]
  readonly methods: readonly ShippingMethod[]
}

/** Where the shop sends to. The most specific zone wins: one that names the country, then the one for everywhere. */
export class ShippingMap {
  readonly #zones: readonly ShippingZone[]

  constructor(zones: readonly ShippingZone[]) {
    this.#zones = zones
  }

  methodsTo(country: string): readonly ShippingMethod[] {
    const zone =
      this.#zones.find(({ countries }) => countries.includes(country)) ??
      this.#zones.find(({ countries }) => countries.length === 0)
    return zone?.methods ?? []
  }

  /** Grams; zero when nothing is sent there. */
  heaviestParcelTo(country: string): number {
    return Math.max(0, ...this.methodsTo(country).map(({ heaviestParcel }) => heaviestParcel))
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
