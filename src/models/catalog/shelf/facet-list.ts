import { Money } from '../../money.ts'
import { AVAILABLE, type Facet, type FacetValue, PRICE, RATING, RATINGS } from '../facet.ts'
import { NumberRange } from '../number-range.ts'
import { Selection } from '../selection.ts'
import { MOST_FACETS_CHOSEN, PRICE_BANDS, typedPrice } from './filter.ts'
import type { Numbers } from './numbers.ts'
import type { Tally } from './tally.ts'
import type { Term, TermFacet, Vocabulary } from './vocabulary.ts'

interface Surroundings {
  readonly vocabulary: Vocabulary
  readonly numbers: Numbers
  readonly currency: string
  /** All rows that are looked through. */
  readonly rows: Int32Array
  readonly unfiltered: Tally
}

/** Of a facet with thousands of values the most frequent are offered; any other can still come by an address. */
const MOST_VALUES = 30

/** The facets of one category or search: those that tell its products apart. */
export class FacetList {
  readonly #given: Surroundings
  readonly #offered = new Map<string, readonly Term[]>()
  readonly #spans = new Map<number, { low: number; high: number } | null>()

  constructor(given: Surroundings) {
    this.#given = given
  }

  /** Drops from a selection what no facet of the shop has. */
  understood(selection: Selection): Selection {
    const { termFacets, numberFacets } = this.#given.vocabulary
    const known = selection.facets
      .filter((facet) => !numberFacets.some(({ key }) => key === facet))
      .flatMap((facet) => {
        const terms = termFacets.find(({ key }) => key === facet)?.terms
        const isKnown = (value: string) =>
          terms ? terms.some(({ key }) => key === value) : isCommon(facet, value)
        return selection
          .valuesOf(facet)
          .filter(isKnown)
          .map((value) => [facet, value] as const)
      })
    const numbers = numberFacets.flatMap(({ key }) => {
      const range = selection
        .valuesOf(key)
        .map(NumberRange.parse)
        .findLast((parsed) => parsed !== null)
      return range ? [[key, range.key] as const] : []
    })
    const all = Selection.of([...known, ...numbers])
    return all.facets.slice(MOST_FACETS_CHOSEN).reduce((some, facet) => some.without(facet), all)
  }

  /**
   * As shown beside the products that a selection finds. A value is counted with the filters of all other facets applied,
   * but not with those of its own.
   *
   * @param without what is counted without the filters of a facet
   */
  with(selection: Selection, without: (facet: string) => Tally): readonly Facet[] {
    const { vocabulary } = this.#given
    const shown = (facet: TermFacet) => this.#termFacet(facet, selection, without(facet.key))
    return [
      this.#availability(selection, without(AVAILABLE)),
      this.#price(selection, without(PRICE)),
      ...vocabulary.termFacets.map(shown),
      ...this.#numberFacets(selection),
      this.#rating(selection, without(RATING)),
    ].filter((facet) => facet !== null)
  }

  #availability(selection: Selection, { available }: Tally): Facet | null {
    const { unfiltered } = this.#given
    const value = { key: '1', name: 'Available now', swatch: null, count: available }
    const values = [chosenOr(value, selection, AVAILABLE)]
    const tells = unfiltered.available > 0 && unfiltered.available < unfiltered.total
    return tells || isChosen(values)
      ? { key: AVAILABLE, name: 'Availability', unit: null, values, range: null }
      : null
  }

  #price(selection: Selection, { bands }: Tally): Facet | null {
    const { unfiltered, currency } = this.#given
    const values = PRICE_BANDS.map((key, band) =>
      chosenOr(
        { key, name: bandName(key, currency), swatch: null, count: bands[band] ?? 0 },
        selection,
        PRICE,
      ),
    ).filter(({ chosen }, band) => chosen || (unfiltered.bands[band] ?? 0) > 0)
    const typed = typedPrice(selection)
    if (values.length < 2 && !isChosen(values) && !typed) return null
    const range = { low: null, high: null, typed, typedName: typed ? priceName(typed, currency) : '' }
    return { key: PRICE, name: 'Price', unit: currency, values, range }
  }

  #termFacet(facet: TermFacet, selection: Selection, tally: Tally): Facet | null {
    const chosen = new Set(selection.valuesOf(facet.key))
    const offered = this.#termsOf(facet)
    if (offered.length < 2 && chosen.size === 0) return null
    const others = facet.terms.filter((term) => chosen.has(term.key) && !offered.includes(term))
    const values = [...offered, ...others].map((term) => ({
      key: term.key,
      name: term.name,
      swatch: term.swatch,
      count: tally.terms[term.number] ?? 0,
      chosen: chosen.has(term.key),
    }))
    return { key: facet.key, name: facet.name, unit: facet.unit, values, range: null }
  }

  /** The most frequent values, in an order that does not change while filters come and go. */
  #termsOf(facet: TermFacet): readonly Term[] {
    const known = this.#offered.get(facet.key)
    if (known) return known
    const { unfiltered } = this.#given
    const frequency = ({ number }: Term) => unfiltered.terms[number] ?? 0
    const terms = facet.terms
      .filter((term) => frequency(term) > 0)
      .sort((a, b) => frequency(b) - frequency(a) || (a.name < b.name ? -1 : 1))
      .slice(0, MOST_VALUES)
      .sort((a, b) => (a.position ?? 0) - (b.position ?? 0))
    this.#offered.set(facet.key, terms)
    return terms
  }

  #spanOf(attributeId: number): { low: number; high: number } | null {
    const known = this.#spans.get(attributeId)
    if (known !== undefined) return known
    const span = this.#given.numbers.spanOf(attributeId, this.#given.rows)
    this.#spans.set(attributeId, span)
    return span
  }

  #numberFacets(selection: Selection): Facet[] {
    const { vocabulary } = this.#given
    return vocabulary.numberFacets.flatMap(({ id, key, name, unit }) => {
      const span = this.#spanOf(id)
      const typed = NumberRange.parse(selection.valuesOf(key)[0] ?? '')
      if (!typed && (!span || span.low === span.high)) return []
      const typedName = typed ? `${name} ${numberName(typed, unit)}` : ''
      const range = { low: span?.low ?? null, high: span?.high ?? null, typed, typedName }
      return { key, name, unit, values: [], range }
    })
  }

  #rating(selection: Selection, tally: Tally): Facet | null {
    const { unfiltered } = this.#given
    const values = RATINGS.map((stars) =>
      chosenOr(
        { key: String(stars), name: `${stars} stars and up`, swatch: null, count: tally.starsFrom(stars) },
        selection,
        RATING,
      ),
    ).filter(({ key, chosen }) => chosen || unfiltered.starsFrom(Number(key)) > 0)
    const tells = values.some(({ key }) => unfiltered.starsFrom(Number(key)) < unfiltered.total)
    return tells || isChosen(values) ? { key: RATING, name: 'Rating', unit: null, values, range: null } : null
  }
}

function isCommon(facet: string, value: string): boolean {
  if (facet === AVAILABLE) return value === '1'
  if (facet === RATING) return RATINGS.some((stars) => String(stars) === value)
  return facet === PRICE && NumberRange.parse(value)?.key === value
}

function chosenOr(value: Omit<FacetValue, 'chosen'>, selection: Selection, facet: string): FacetValue {
  return { ...value, chosen: selection.valuesOf(facet).includes(value.key) }
}

function isChosen(values: readonly FacetValue[]): boolean {
  return values.some(({ chosen }) => chosen)
}

// Every listing names the same few bands.
const bandNames = new Map<string, string>()

function bandName(key: string, currency: string): string {
  const known = bandNames.get(`${currency} ${key}`)
  if (known !== undefined) return known
  const band = NumberRange.parse(key)
  const name = band ? priceName(band, currency) : ''
  bandNames.set(`${currency} ${key}`, name)
  return name
}

/** 'Up to €25', '€25 to €50', 'From €1,000' */
function priceName(range: NumberRange, currency: string): string {
  return rangeName(range, (amount) => Money.ofMajor(amount, currency).formatShort())
}

/** '3 to 4 Mohs', 'from 3 Mohs' */
function numberName(range: NumberRange, unit: string | null): string {
  const name = rangeName(range, String).toLowerCase()
  return unit ? `${name} ${unit}` : name
}

function rangeName({ low, high }: NumberRange, said: (number: number) => string): string {
  if (low === null) return `Up to ${said(high ?? 0)}`
  return high === null ? `From ${said(low)}` : `${said(low)} to ${said(high)}`
}
