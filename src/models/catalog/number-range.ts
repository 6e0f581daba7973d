/** Numbers from low to high, both included; null leaves an end open. */
export class NumberRange {
  readonly low: number | null
  readonly high: number | null

  private constructor(low: number | null, high: number | null) {
    this.low = low
    this.high = high
  }

  /** '25-50', '25-' or '-50'. @returns null for anything else */
  static parse(text: string): NumberRange | null {
    const [, low, high] = /^(\d{1,9}(?:\.\d{1,6})?)?-(\d{1,9}(?:\.\d{1,6})?)?$/.exec(text) ?? []
    return NumberRange.of(low ? Number(low) : null, high ? Number(high) : null)
  }

  /** Ends that were typed the wrong way round are turned. @returns null if both ends are open */
  static of(low: number | null, high: number | null): NumberRange | null {
    if (low === null && high === null) return null
    return low !== null && high !== null && low > high
      ? new NumberRange(high, low)
      : new NumberRange(low, high)
  }

  get key(): string {
    return `${this.low ?? ''}-${this.high ?? ''}`
  }

  /** True if some number lies in both ranges. */
  overlaps(low: number, high: number): boolean {
    return (this.low === null || this.low <= high) && (this.high === null || low <= this.high)
  }

  /** The same range in a smaller unit: euros as cents. */
  times(factor: number): { low: number; high: number } {
    return {
      low: this.low === null ? Number.NEGATIVE_INFINITY : Math.round(this.low * factor),
      high: this.high === null ? Number.POSITIVE_INFINITY : Math.round(this.high * factor),
    }
  }
}
