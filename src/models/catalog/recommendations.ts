/** A product that the customer has bought, the latest first. */
export interface Possession {
  readonly productId: number
  readonly name: string
}

/** How two products belong together, the strongest tie first. */
export const TIES = ['together', 'locality', 'category', 'class'] as const

export type Tie = (typeof TIES)[number]

/** A product that goes with one the customer has. */
export interface Suggestion {
  readonly productId: number
  readonly slug: string
  /** Id of the product that suggests it. */
  readonly because: number
  readonly tie: Tie
  /** Orders with both of them, or how much it is wanted by itself. */
  readonly weight: number
}

export interface Recommendation {
  readonly productId: number
  readonly slug: string
  /** 'Because you bought azurite' */
  readonly reason: string
}

const MOST = 8
const MOST_PER_REASON = 2

/** The best suggestions, each product once and none that they have; the same facts always give the same answer. */
export function recommend(
  possessions: readonly Possession[],
  suggestions: readonly Suggestion[],
): readonly Recommendation[] {
  const recency = new Map(possessions.map(({ productId }, index) => [productId, index]))
  const settled = new Set(recency.keys())
  const given = new Map<number, number>()
  const chosen: Recommendation[] = []
  for (const { productId, slug, because } of suggestions.toSorted(byStrength(recency))) {
    const source = possessions[recency.get(because) ?? -1]
    const times = given.get(because) ?? 0
    if (!source || settled.has(productId) || times === MOST_PER_REASON || chosen.length === MOST) continue
    chosen.push({ productId, slug, reason: `Because you bought ${inASentence(source.name)}` })
    settled.add(productId)
    given.set(because, times + 1)
  }
  return chosen
}

/** The stronger tie, then the greater weight, then what was bought last. */
function byStrength(recency: ReadonlyMap<number, number>) {
  const age = ({ because }: Suggestion) => recency.get(because) ?? recency.size
  return (a: Suggestion, b: Suggestion) =>
    TIES.indexOf(a.tie) - TIES.indexOf(b.tie) ||
    b.weight - a.weight ||
    age(a) - age(b) ||
    a.productId - b.productId
}

/** 'Quartz (rock crystal)' → 'quartz'; names in capitals stay as they are. */
function inASentence(name: string): string {
  const short = name.replace(/\s*\([^)]*\)$/, '')
  return /^\p{Lu}\p{Ll}/u.test(short) ? short.charAt(0).toLowerCase() + short.slice(1) : short
}
