import { CartLine, MOST_UNITS_PER_LINE } from './cart-line.ts'

/** Lines in the order in which they were put there, one a variant. Changes make a new list. */
export class LineList {
  static readonly none = new LineList([])

  readonly lines: readonly CartLine[]

  private constructor(lines: readonly CartLine[]) {
    this.lines = lines
  }

  /** Of several lines of one variant the last one counts. */
  static of(lines: readonly CartLine[]): LineList {
    return lines.reduce((list, line) => list.with(line), LineList.none)
  }

  get size(): number {
    return this.lines.length
  }

  get units(): number {
    return this.lines.reduce((sum, line) => sum + line.quantity, 0)
  }

  has(variantId: number): boolean {
    return this.lines.some((line) => line.variantId === variantId)
  }

  quantityOf(variantId: number): number {
    return this.lines.find((line) => line.variantId === variantId)?.quantity ?? 0
  }

  /** The line takes the place of the one of its variant, or comes last. */
  with(line: CartLine): LineList {
    if (!this.has(line.variantId)) return new LineList([...this.lines, line])
    return new LineList(this.lines.map((known) => (known.variantId === line.variantId ? line : known)))
  }

  /** With so many units more, as many as a line may have. */
  plus({ variantId, quantity }: CartLine): LineList {
    const wanted = Math.min(this.quantityOf(variantId) + quantity, MOST_UNITS_PER_LINE)
    return this.with(new CartLine(variantId, wanted))
  }

  without(variantId: number): LineList {
    return this.filter((line) => line.variantId !== variantId)
  }

  filter(belongs: (line: CartLine) => boolean): LineList {
    return new LineList(this.lines.filter(belongs))
  }

  /** The youngest, if there are more than so many. */
  atMost(size: number): LineList {
    return new LineList(this.lines.slice(-size))
  }
}
