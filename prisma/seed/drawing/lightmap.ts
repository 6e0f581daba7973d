import { Glow, Spot } from './ray.ts'

/**
 * How much diffuse light arrives at a spot; costly, since it looks around in many directions. These are turned
 * about the normal by `turn` radians.
 */
export type Gather = (spot: Spot, light: Glow, turn: number) => void

/**
 * Soft light on one surface, gathered at a coarse grid of texels and interpolated between them, so that soft
 * shadows cost a few thousand gatherings a picture instead of one per pixel, and carry no noise. A texel is
 * only gathered when somebody looks at it.
 */
export class Lightmap {
  readonly #columns: number
  readonly #rows: number
  readonly #place: (u: number, v: number, spot: Spot) => void
  readonly #texels: Float64Array
  readonly #spot = new Spot()
  readonly #light = new Glow()

  /** `place` tells where on the surface the point (u, v) lies, and its normal. */
  constructor(columns: number, rows: number, place: (u: number, v: number, spot: Spot) => void) {
    this.#columns = columns
    this.#rows = rows
    this.#place = place
    this.#texels = new Float64Array(columns * rows * 3).fill(-1)
  }

  look(u: number, v: number, gather: Gather, into: Glow): void {
    const x = Math.min(Math.max(u * this.#columns - 0.5, 0), this.#columns - 1)
    const y = Math.min(Math.max(v * this.#rows - 0.5, 0), this.#rows - 1)
    const column = Math.min(Math.floor(x), Math.max(this.#columns - 2, 0))
    const row = Math.min(Math.floor(y), Math.max(this.#rows - 2, 0))
    const right = x - column
    const down = y - row
    const nextColumn = Math.min(column + 1, this.#columns - 1)
    const nextRow = Math.min(row + 1, this.#rows - 1)
    into.set(0, 0, 0)
    this.#blend(column, row, (1 - right) * (1 - down), gather, into)
    this.#blend(nextColumn, row, right * (1 - down), gather, into)
    this.#blend(column, nextRow, (1 - right) * down, gather, into)
    this.#blend(nextColumn, nextRow, right * down, gather, into)
  }

  #blend(column: number, row: number, weight: number, gather: Gather, into: Glow): void {
    if (weight === 0) return
    const index = (row * this.#columns + column) * 3
    const texels = this.#texels
    if ((texels[index] as number) < 0) {
      this.#place((column + 0.5) / this.#columns, (row + 0.5) / this.#rows, this.#spot)
      gather(this.#spot, this.#light, 0)
      texels[index] = this.#light.r
      texels[index + 1] = this.#light.g
      texels[index + 2] = this.#light.b
    }
    into.r += (texels[index] as number) * weight
    into.g += (texels[index + 1] as number) * weight
    into.b += (texels[index + 2] as number) * weight
  }
}
