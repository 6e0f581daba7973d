import { Chance } from '../drawing/chance.ts'
import type { Mineral, Offer } from '../mineral.ts'
import { minerals } from '../minerals/all.ts'
import { customers } from './customers.ts'
import { kinship } from './kinship.ts'
import type { PastCustomer } from './past.ts'
import { reviews } from './reviews.ts'

/** What somebody bought at once. */
export interface Basket {
  readonly customer: PastCustomer
  readonly placedAt: Date
  readonly goods: readonly { readonly mineral: Mineral; readonly offer: Offer; readonly quantity: number }[]
}

const DAY = 86_400_000
const HOUR = 3_600_000

const ORDERS = 160
/** Of these, how many are so fresh that some are still being packed and some are on their way. */
const FRESH = 20
/** Days back. */
const FIRST = 118
const FRESH_SINCE = 6
/** Whoever has written a review had time to get the parcel. */
const LAST_REVIEWED = 12
const HEAVIEST = 1_500

/** The orders of the last months, the oldest first; the same every time, but for the day they are counted from. */
export function pastBaskets(now: Date): Basket[] {
  const history = new History(now)
  for (const customer of customers) history.buyWhatIsReviewed(customer)
  while (history.baskets.length < ORDERS - FRESH) history.buyAnything(FIRST)
  while (history.baskets.length < ORDERS) history.buyAnything(FRESH_SINCE)
  return history.baskets.toSorted((a, b) => a.placedAt.getTime() - b.placedAt.getTime())
}

class History {
  readonly baskets: Basket[] = []
  readonly #now: Date
  readonly #chance = new Chance('past orders')
  readonly #gone = new Set<Offer>()

  constructor(now: Date) {
    this.#now = now
  }

  /** Often two of them came in one parcel. */
  buyWhatIsReviewed(customer: PastCustomer): void {
    const wanted = reviews.filter(({ by, bought }) => by === customer.key && bought !== false)
    for (let next = 0; next < wanted.length; ) {
      const several = this.#chance.next() < 0.55 ? 2 : 1
      const slugs = wanted.slice(next, next + several).map(({ on }) => on)
      this.#buy(customer, slugs, FIRST, LAST_REVIEWED)
      next += several
    }
  }

  /** @param since days back at most */
  buyAnything(since: number): void {
    this.#buy(this.#oneOf(customers), [this.#oneOf(minerals).slug], since, 0)
  }

  /** Between so many days back. */
  #buy(customer: PastCustomer, slugs: readonly string[], first: number, latest: number): void {
    const chosen = [...new Set([...slugs, ...this.#companions(slugs)])].flatMap(
      (slug) => minerals.find((mineral) => mineral.slug === slug) ?? [],
    )
    const offered = chosen.filter((mineral) => this.#daysListed(mineral) > latest)
    const goods = offered.flatMap((mineral) => this.#pick(mineral))
    if (goods.length === 0) return
    const earliest = Math.min(first, ...offered.map((mineral) => this.#daysListed(mineral)))
    const daysAgo = this.#chance.between(latest + 0.1, earliest)
    this.baskets.push({ customer, goods, placedAt: this.#atDaytime(daysAgo) })
  }

  /** What goes with a stone goes into the parcel with it. */
  #companions(slugs: readonly string[]): string[] {
    return slugs.flatMap((slug) => {
      const [closest, next] = kinship[slug] ?? []
      const luck = this.#chance.next()
      return [luck < 0.5 ? closest : undefined, luck < 0.2 ? next : undefined].flatMap((it) => it ?? [])
    })
  }

  /** Something of which there were several, or that is gone since: what is left of a single piece was never sold. */
  #pick(mineral: Mineral): Basket['goods'] {
    const sold = mineral.offers.filter(
      (offer) => (offer.stock === 0 || offer.stock >= 3) && offer.grams <= HEAVIEST && !this.#gone.has(offer),
    )
    if (sold.length === 0) return []
    const offer = this.#oneOf(sold)
    if (offer.stock === 0) this.#gone.add(offer)
    const quantity = offer.stock >= 8 && this.#chance.next() < 0.12 ? this.#chance.whole(2, 4) : 1
    return [{ mineral, offer, quantity }]
  }

  /** Whole days that somebody could have bought it. */
  #daysListed({ listedOn }: Mineral): number {
    return Math.floor((this.#now.getTime() - Date.parse(`${listedOn}T09:00:00Z`)) / DAY) - 1
  }

  /** Between six and twenty-two o'clock UTC, and not in the last hour. */
  #atDaytime(daysAgo: number): Date {
    const midnight = Math.floor((this.#now.getTime() - daysAgo * DAY) / DAY) * DAY
    const at = midnight + this.#chance.between(6, 22) * HOUR
    return new Date(Math.floor(Math.min(at, this.#now.getTime() - HOUR)))
  }

  #oneOf<Choice>(choices: readonly Choice[]): Choice {
    const [first, ...others] = choices
    if (first === undefined) throw new Error('There is nothing to choose from.')
    return this.#chance.pick([first, ...others])
  }
}
