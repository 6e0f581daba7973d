import { AVAILABLE, PRICE, PRICE_LADDER, RATING } from '../facet.ts'
import { NumberRange } from '../number-range.ts'
import type { Selection } from '../selection.ts'
import { AVAILABLE_BIT, BAND_SHIFT, type Records, type SignatureWord, signatureOf } from './records.ts'
import type { Vocabulary } from './vocabulary.ts'

/** Ends of a numeric attribute, by row; NaN where a product does not have it. */
export interface Ends {
  readonly low: Float64Array
  readonly high: Float64Array
}

interface NumberFilter {
  readonly bit: number
  readonly range: NumberRange
  readonly ends: Ends
}

/** More facets than this are never chosen at once: each needs a bit. */
export const MOST_FACETS_CHOSEN = 30

/** A selection in the form in which rows are compared with it. Each chosen facet has a bit. */
export class Filter {
  /** Bits of facets that a product must meet. */
  readonly productBits: number
  /** Bits of facets that one variant must meet, all at once. */
  readonly variantBits: number
  /** By term: the bit of its facet if the term is chosen, else 0. */
  readonly termBits: Int32Array
  /** By chosen facet with terms: one of these must be in the signature of a row that meets it. */
  readonly #signatures: readonly (readonly SignatureWord[])[]
  readonly numbers: readonly NumberFilter[]
  readonly ratingBit: number
  readonly lowestRating: number
  readonly availableBit: number
  readonly priceBit: number
  /** As in the flags of a variant. */
  readonly priceBands: number
  /** Minor units. */
  readonly price: { readonly low: number; readonly high: number } | null

  constructor(
    selection: Selection,
    vocabulary: Vocabulary,
    endsOf: (attributeId: number) => Ends,
    minorUnits: number,
  ) {
    const bitOf = new Map(
      selection.facets.slice(0, MOST_FACETS_CHOSEN).map((key, index) => [key, 1 << index]),
    )
    this.termBits = new Int32Array(vocabulary.size)
    let productBits = 0
    let variantBits = 0
    const signatures: (readonly SignatureWord[])[] = []
    for (const facet of vocabulary.termFacets) {
      const bit = bitOf.get(facet.key) ?? 0
      if (bit === 0) continue
      const chosen = new Set(selection.valuesOf(facet.key))
      const terms = facet.terms.filter(({ key }) => chosen.has(key)).map(({ number }) => number)
      for (const term of terms) this.termBits[term] = bit
      signatures.push(signatureOf(terms))
      if (facet.ofVariants) variantBits |= bit
      else productBits |= bit
    }

    this.#signatures = signatures

    this.numbers = vocabulary.numberFacets.flatMap(({ id, key }) => {
      const range = NumberRange.parse(selection.valuesOf(key)[0] ?? '')
      const bit = bitOf.get(key)
      return range && bit ? { bit, range, ends: endsOf(id) } : []
    })
    this.ratingBit = bitOf.get(RATING) ?? 0
    this.lowestRating = Math.min(...selection.valuesOf(RATING).map(Number))
    this.availableBit = bitOf.get(AVAILABLE) ?? 0
    this.priceBit = bitOf.get(PRICE) ?? 0
    this.priceBands = bandsAmong(selection.valuesOf(PRICE)) << BAND_SHIFT
    this.price = typedPrice(selection)?.times(minorUnits) ?? null
    this.productBits = this.numbers.reduce((bits, { bit }) => bits | bit, productBits | this.ratingBit)
    this.variantBits = variantBits | this.availableBit | this.priceBit
  }

  /** Leaves out most of the rows that do not meet it, without reading what they are made of. */
  sift(rows: Int32Array, { signatures, flags }: Records): Int32Array {
    let left = rows
    if (this.availableBit !== 0) left = having(left, [{ column: flags, bits: AVAILABLE_BIT }])
    if (this.priceBit !== 0 && this.price === null)
      left = having(left, [{ column: flags, bits: this.priceBands }])
    for (const signature of this.#signatures)
      left = having(
        left,
        signature.map(({ word, bits }) => ({ column: signatures[word] ?? flags, bits })),
      )
    return left
  }

  /** Bits that the flags and the price of a variant meet. */
  metBy(flags: number, price: number): number {
    let met = (flags & AVAILABLE_BIT) === 0 ? 0 : this.availableBit
    if (this.priceBit !== 0 && this.#costsRight(flags, price)) met |= this.priceBit
    return met
  }

  /** Bits that the numbers and the stars of a product meet. */
  metByProduct(row: number, stars: number): number {
    let met = stars >= this.lowestRating ? this.ratingBit : 0
    for (const { bit, range, ends } of this.numbers)
      if (range.overlaps(ends.low[row] ?? Number.NaN, ends.high[row] ?? Number.NaN)) met |= bit
    return met
  }

  #costsRight(flags: number, price: number): boolean {
    if ((flags & this.priceBands) !== 0) return true
    return this.price !== null && this.price.low <= price && price <= this.price.high
  }
}

/** '-25', '25-50', … '1000-': the price bands as values of the facet. */
export const PRICE_BANDS: readonly string[] = [
  `-${PRICE_LADDER[0]}`,
  ...PRICE_LADDER.map((low, index) => `${low}-${PRICE_LADDER[index + 1] ?? ''}`),
]

/** The price range that is none of our bands. */
export function typedPrice(selection: Selection): NumberRange | null {
  const typed = selection.valuesOf(PRICE).find((value) => !PRICE_BANDS.includes(value))
  return typed === undefined ? null : NumberRange.parse(typed)
}

/** The rows that have one of the bits in one of the columns. */
function having(
  rows: Int32Array,
  columns: readonly { readonly column: Int32Array; readonly bits: number }[],
): Int32Array {
  const left = new Int32Array(rows.length)
  let count = 0
  for (let index = 0; index < rows.length; index += 1) {
    const row = rows[index] ?? 0
    for (const { column, bits } of columns) {
      if (((column[row] ?? 0) & bits) === 0) continue
      left[count] = row
      count += 1
      break
    }
  }
  return left.subarray(0, count)
}

function bandsAmong(values: readonly string[]): number {
  return PRICE_BANDS.reduce((bits, band, index) => (values.includes(band) ? bits | (1 << index) : bits), 0)
}
