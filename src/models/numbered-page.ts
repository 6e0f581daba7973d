/** One page of a long list. */
export class NumberedPage {
  /** Of the whole list. */
  readonly total: number
  /** From 1 on. */
  readonly page: number
  readonly #perPage: number

  constructor(total: number, page: number, perPage: number) {
    this.total = total
    this.page = page
    this.#perPage = perPage
  }

  /** An empty list has one page, too. */
  get pages(): number {
    return Math.max(1, Math.ceil(this.total / this.#perPage))
  }

  get exists(): boolean {
    return this.page <= this.pages
  }
}
