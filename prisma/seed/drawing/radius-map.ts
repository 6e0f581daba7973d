import { folded, Unfolded } from './octahedral-map.ts'
import type { Vector } from './vector.ts'

const unfolded = new Unfolded()

/** The distance from a centre to the surface in every direction: any shape whose whole surface the centre sees. */
export class RadiusMap {
  readonly #side: number
  readonly #radii: Float64Array
  readonly greatest: number

  constructor(side: number, radius: (direction: Vector) => number) {
    this.#side = side
    this.#radii = new Float64Array(side * side)
    let greatest = 0
    for (let row = 0; row < side; row += 1) {
      for (let column = 0; column < side; column += 1) {
        const value = radius(folded(column / (side - 1), row / (side - 1)))
        this.#radii[row * side + column] = value
        greatest = Math.max(greatest, value)
      }
    }
    this.greatest = greatest
  }

  /** The direction need not be of length 1. */
  at(x: number, y: number, z: number): number {
    unfolded.of(x, y, z)
    const last = this.#side - 1
    const u = unfolded.u * last
    const v = unfolded.v * last
    const column = Math.min(Math.floor(u), last - 1)
    const row = Math.min(Math.floor(v), last - 1)
    const right = u - column
    const down = v - row
    const index = row * this.#side + column
    const radii = this.#radii
    const a = radii[index] as number
    const b = radii[index + 1] as number
    const c = radii[index + this.#side] as number
    const d = radii[index + this.#side + 1] as number
    const top = a + (b - a) * right
    return top + (c + (d - c) * right - top) * down
  }
}
