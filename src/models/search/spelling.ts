/** A word of the shop that looks like one somebody typed. */
export interface Lookalike {
  readonly word: string
  /** How much the word stands for: 3 in a name, 2 in a fact or category, 1 in a text. */
  readonly weight: number
}

/** The word that was most likely meant; the typed one if nothing is near enough. */
export function likeliest(typed: string, lookalikes: readonly Lookalike[]): string {
  if (lookalikes.some(({ word }) => word === typed)) return typed
  const near = lookalikes
    .map((lookalike) => ({ ...lookalike, mistakes: mistakesBetween(typed, lookalike.word) }))
    .filter((lookalike) => lookalike.mistakes <= forgiven(typed, lookalike))
    .sort((a, b) => a.mistakes - b.mistakes || b.weight - a.weight)
  return near[0]?.word ?? typed
}

/** The word that somebody has begun to type, with a mistake or two already; null if none is near enough. */
export function likeliestBegun(typed: string, words: readonly Lookalike[]): string | null {
  const near = words
    .map((word) => ({ ...word, mistakes: mistakesInBeginning(typed, word.word) }))
    .filter(({ mistakes }) => mistakes <= forgivenInBeginning(typed))
    .sort((a, b) => a.mistakes - b.mistakes || b.weight - a.weight || (a.word < b.word ? -1 : 1))
  return near[0]?.word ?? null
}

/** Against that beginning of the word, about as long as what was typed, that is nearest. */
function mistakesInBeginning(typed: string, word: string): number {
  const lengths = [typed.length - 1, typed.length, typed.length + 1]
  return Math.min(...lengths.map((length) => mistakesBetween(typed, word.slice(0, length))))
}

/** Three letters and a mistake could be anything. */
function forgivenInBeginning({ length }: string): number {
  if (length <= 3) return 0
  return length <= 5 ? 1 : 2
}

/** Every word that typing two neighbouring letters in the wrong order could have spoilt. */
export function withNeighboursSwapped(typed: string): readonly string[] {
  return Array.from({ length: Math.max(0, typed.length - 1) }, (_, index) =>
    [typed.slice(0, index), typed[index + 1], typed[index], typed.slice(index + 2)].join(''),
  ).filter((word) => word !== typed)
}

/** Letters missing, added, wrong, or swapped with their neighbour (optimal string alignment). */
export function mistakesBetween(typed: string, word: string): number {
  let twoBack: number[] = []
  let last = Array.from({ length: word.length + 1 }, (_, length) => length)
  for (let row = 1; row <= typed.length; row += 1) {
    const current = [row]
    for (let column = 1; column <= word.length; column += 1) {
      const same = typed[row - 1] === word[column - 1]
      const swapped =
        row > 1 && column > 1 && typed[row - 1] === word[column - 2] && typed[row - 2] === word[column - 1]
      current[column] = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
        swapped ? (twoBack[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      )
    }
    twoBack = last
    last = current
  }
  return last[word.length] ?? 0
}

/** Who misses more than one letter hardly misses the first, and hardly looks for a word of a story. */
function forgiven(typed: string, { word, weight }: Lookalike): number {
  if (typed.length <= 4 || typed[0] !== word[0] || weight === 1) return 1
  return typed.length <= 7 ? 2 : 3
}
