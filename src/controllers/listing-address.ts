import type { Sort } from '../models/catalog/listing.ts'
import { Selection } from '../models/catalog/selection.ts'

/** Where a listing is: all that was chosen stands in its address, and every link to another keeps the rest. */
export class ListingAddress {
  readonly path: string
  readonly sort: Sort
  readonly selection: Selection
  /** What stands in the address besides: the words of a search. */
  readonly kept: Readonly<Record<string, string>>
  readonly #firstSort: Sort

  /** @param firstSort the one that is meant when the address names none */
  constructor(
    path: string,
    chosen: { selection: Selection; sort: Sort },
    firstSort: Sort,
    kept: Readonly<Record<string, string>> = {},
  ) {
    this.path = path
    this.selection = chosen.selection
    this.sort = chosen.sort
    this.kept = kept
    this.#firstSort = firstSort
  }

  page(page: number): string {
    return this.#href(this.selection, page)
  }

  without(facet: string, value?: string): string {
    return this.#href(this.selection.without(facet, value))
  }

  get cleared(): string {
    return this.#href(Selection.none)
  }

  /** The page that search engines should know instead of this one: without filters, in our own order. */
  canonical(page: number): string {
    return this.selection.isEmpty && page > 1 ? `${this.path}?page=${page}` : this.path
  }

  #href(selection: Selection, page = 1): string {
    const query = new URLSearchParams(this.kept)
    for (const [facet, value] of selection.choices) query.append(facet, value)
    if (this.sort !== this.#firstSort) query.set('sort', this.sort)
    if (page > 1) query.set('page', String(page))
    return query.size > 0 ? `${this.path}?${query}` : this.path
  }
}
