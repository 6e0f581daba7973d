import { canName, keyOf } from '../facet.ts'
import type { PlannedAttribute, ShelfPlan } from './shelf-plan.ts'

/** A value that products or variants have, under a number that never changes while the process lives. */
export interface Term {
  readonly number: number
  readonly key: string
  readonly name: string
  readonly swatch: string | null
  /** Place among the values of its facet; null where the most frequent come first. */
  readonly position: number | null
}

/** A facet with terms: an option type, or an attribute of kind text. */
export interface TermFacet {
  readonly key: string
  readonly name: string
  readonly unit: string | null
  /** True if variants have it, false if products do. */
  readonly ofVariants: boolean
  readonly terms: readonly Term[]
}

/** The words of the shelf: numbers terms, and knows which facet offers them. */
export class Vocabulary {
  readonly #numbers = new Map<string, number>()
  readonly #texts = new Map<number, Map<number, { key: string; name: string }>>()
  /** What the key of a text costs is paid once. */
  readonly #numberOfText = new Map<string, number>()
  /** By term: products that have it. */
  readonly #uses = new Map<number, number>()
  #attributes: readonly PlannedAttribute[] = []
  #optionFacets: readonly TermFacet[] = []
  #facets: readonly TermFacet[] | null = null
  #termOfOption = new Int32Array(0)

  /** How many terms have ever been numbered. */
  get size(): number {
    return this.#numbers.size
  }

  /** Numbers of terms by the id of an option value: values of one name, such as Green, are one term. */
  get termOfOption(): Int32Array {
    return this.#termOfOption
  }

  get numberFacets(): readonly PlannedAttribute[] {
    return this.#offered.filter(({ kind }) => kind === 'number')
  }

  get termFacets(): readonly TermFacet[] {
    this.#facets ??= [...this.#optionFacets, ...this.#textFacets()]
    return this.#facets
  }

  knowsOption(id: number): boolean {
    return (this.#termOfOption[id] ?? -1) >= 0
  }

  arrange(plan: ShelfPlan): void {
    const options = plan.optionTypes.flatMap(({ values }) => values)
    const most = options.reduce((highest, { id }) => Math.max(highest, id), 0)
    this.#termOfOption = new Int32Array(most + 1).fill(-1)
    this.#attributes = plan.attributes
    this.#optionFacets = plan.optionTypes.map((type) => this.#optionFacet(type)).filter(isNameable)
    this.#facets = null
  }

  /** Notes that a product has a text as an attribute; @returns its number */
  take(attributeId: number, text: string): number {
    const known = `${attributeId} ${text}`
    const number = this.#numberOfText.get(known) ?? this.#number(`attribute ${attributeId} ${keyOf(text)}`)
    this.#numberOfText.set(known, number)
    const uses = this.#uses.get(number) ?? 0
    this.#uses.set(number, uses + 1)
    if (uses === 0) this.#offer(attributeId, number, text)
    return number
  }

  /** Notes that a product has a text no longer: what none has is no value of its facet any more. */
  release(number: number): void {
    const left = (this.#uses.get(number) ?? 0) - 1
    this.#uses.set(number, left)
    if (left > 0) return
    for (const texts of this.#texts.values()) texts.delete(number)
    this.#facets = null
  }

  #offer(attributeId: number, number: number, text: string): void {
    const texts = this.#texts.get(attributeId) ?? new Map()
    this.#texts.set(attributeId, texts.set(number, { key: keyOf(text), name: text }))
    this.#facets = null
  }

  get #offered(): readonly PlannedAttribute[] {
    const taken = new Set(this.#optionFacets.map(({ key }) => key))
    return this.#attributes.filter(({ filtered, key }) => filtered && canName(key) && !taken.has(key))
  }

  #textFacets(): TermFacet[] {
    return this.#offered
      .filter(({ kind }) => kind === 'text')
      .map(({ id, key, name, unit }) => ({
        ...{ key, name, unit, ofVariants: false },
        terms: [...(this.#texts.get(id) ?? [])].map(([number, term]) => ({
          ...{ ...term, number, swatch: null, position: null },
        })),
      }))
  }

  #optionFacet({ key, name, values }: ShelfPlan['optionTypes'][number]): TermFacet {
    const terms = new Map<number, Term>()
    for (const { id, name: valueName, swatch } of values) {
      const number = this.#number(`option ${key} ${keyOf(valueName)}`)
      this.#termOfOption[id] = number
      if (!terms.has(number))
        terms.set(number, { number, key: keyOf(valueName), name: valueName, swatch, position: terms.size })
    }
    // Where products bring values of their own, as colours do, the places of these values mean nothing.
    const shared = terms.size === values.length
    const ordered = [...terms.values()].map((term) => (shared ? term : { ...term, position: null }))
    return { key, name, unit: null, ofVariants: true, terms: ordered }
  }

  #number(term: string): number {
    const number = this.#numbers.get(term) ?? this.#numbers.size
    this.#numbers.set(term, number)
    return number
  }
}

function isNameable({ key }: TermFacet): boolean {
  return canName(key)
}
