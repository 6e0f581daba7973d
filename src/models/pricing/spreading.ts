/** Units that cost the same. All amounts are minor units of one unit. */
export interface Pile {
  readonly count: number
  readonly price: number
  /** What may come off before it falls below its floor price or zero. */
  readonly room: number
}

/** What comes off the units of a pile: `each` off every one, and one minor unit more off the first `more` of them. */
export interface Share {
  readonly each: number
  readonly more: number
}

/** A pile while its share is found. */
interface Giver {
  readonly pile: Pile
  readonly index: number
  each: number
  more: number
  /** What is left of its exact share after whole minor units, as a numerator. */
  remainder: number
}

/**
 * Spreads a discount over units in proportion to their price, in whole minor units by the largest remainder; ties go to
 * the earlier pile. A unit gives no more than there is room for, and what it cannot give is spread over the others in the
 * same way. What none can give is not given.
 */
export function spread(discount: number, piles: readonly Pile[]): readonly Share[] {
  const givers = piles.map(giver)
  let left = discount
  let open = givers.filter(({ pile }) => pile.room > 0)
  for (;;) {
    const weight = weightOf(open)
    // A unit whose share is too much for it gives all it can. The others then have to give more, never less.
    const full = open.filter(({ pile }) => exceedsRoom(left, pile, weight))
    if (full.length === 0) break
    for (const giver of full) {
      giver.each = giver.pile.room
      left -= giver.each * giver.pile.count
    }
    open = open.filter((giver) => !full.includes(giver))
  }
  allocate(left, open)
  return givers
}

/** The same, but what a unit cannot give is not asked of the others. */
export function spreadWithin(discount: number, piles: readonly Pile[]): readonly Share[] {
  const givers = piles.map(giver)
  allocate(discount, givers)
  return givers.map(({ pile: { room }, each, more }) =>
    each < room ? { each, more } : { each: room, more: 0 },
  )
}

function giver(pile: Pile, index: number): Giver {
  return { pile, index, each: 0, more: 0, remainder: 0 }
}

function allocate(amount: number, givers: readonly Giver[]): void {
  const weight = weightOf(givers)
  if (amount <= 0 || weight === 0) return
  let unspent = amount
  for (const giver of givers) {
    divide(giver, amount, weight)
    unspent -= giver.each * giver.pile.count
  }
  if (unspent === 0) return
  for (const giver of givers.toSorted((a, b) => b.remainder - a.remainder || a.index - b.index)) {
    giver.more = Math.min(giver.pile.count, unspent)
    unspent -= giver.more
    if (unspent === 0) return
  }
}

function weightOf(givers: readonly Giver[]): number {
  let weight = 0
  for (const { pile } of givers) weight += pile.count * pile.price
  return weight
}

/** amount × price ÷ weight > room, exactly. */
function exceedsRoom(amount: number, { price, room }: Pile, weight: number): boolean {
  const [given, allowed] = [amount * price, room * weight]
  if (Math.max(given, allowed) <= Number.MAX_SAFE_INTEGER) return given > allowed
  return BigInt(amount) * BigInt(price) > BigInt(room) * BigInt(weight)
}

/** amount × price ÷ weight: the whole part and what is left. Exact for every safe integer. */
function divide(giver: Giver, amount: number, weight: number): void {
  const product = amount * giver.pile.price
  if (product <= Number.MAX_SAFE_INTEGER) {
    giver.remainder = product % weight
    giver.each = (product - giver.remainder) / weight
  } else {
    const exact = BigInt(amount) * BigInt(giver.pile.price)
    giver.remainder = Number(exact % BigInt(weight))
    giver.each = Number(exact / BigInt(weight))
  }
}
