/** What the published reviews of a product come to. */
export class Rating {
  readonly count: number
  /** Of all their stars. */
  readonly sum: number

  constructor(count: number, sum: number) {
    this.count = count
    this.sum = sum
  }

  get isEmpty(): boolean {
    return this.count === 0
  }

  /** Stars, to one decimal; 0 without a review. */
  get average(): number {
    return this.isEmpty ? 0 : Math.round((this.sum * 10) / this.count) / 10
  }

  /** '4.6' */
  get figure(): string {
    return this.average.toFixed(1)
  }

  /** '4.6 out of 5, 12 reviews' */
  get label(): string {
    return `${this.figure} out of 5, ${this.count} ${this.count === 1 ? 'review' : 'reviews'}`
  }
}
