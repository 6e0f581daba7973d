import { folded, Unfolded } from './octahedral-map.ts'
import type { Ray, Spot } from './ray.ts'
import type { Vector } from './vector.ts'

/** A slanting surface is nearer than it looks from the centre; shorter steps do not jump over it. */
const CAUTION = 0.6
const LEAST_STEP = 0.001
const MOST_STEPS = 56
/** This near counts as met. */
const NEAR = 0.0015

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

  /**
   * Steps along a ray to where it first comes within the surface (side 1) or without (side −1), not before
   * `start`; if that is before the ray's end, shortens the ray.
   */
  march(ray: Ray, centre: Vector, start: number, side: 1 | -1): boolean {
    const { dx, dy, dz } = ray
    const ox = ray.ox - centre.x
    const oy = ray.oy - centre.y
    const oz = ray.oz - centre.z
    // Only the stretch within the sphere around everything needs searching.
    const half = ox * dx + oy * dy + oz * dz
    const inner = half * half - (ox * ox + oy * oy + oz * oz) + this.greatest * this.greatest
    if (inner < 0) return false
    const root = Math.sqrt(inner)
    const end = Math.min(ray.limit, root - half + NEAR)
    let distance = side === 1 ? Math.max(start, -half - root) : start
    for (let step = 0; step < MOST_STEPS && distance < end; step += 1) {
      const x = ox + dx * distance
      const y = oy + dy * distance
      const z = oz + dz * distance
      const gap = (Math.sqrt(x * x + y * y + z * z) - this.at(x, y, z)) * side
      if (gap < NEAR) {
        ray.limit = distance
        return true
      }
      distance += gap * CAUTION + LEAST_STEP
    }
    return false
  }

  /** The normal at a place near the surface, pointing outward (side 1) or inward (−1). */
  normal(spot: Spot, centre: Vector, reach: number, side: 1 | -1): void {
    const px = spot.x - centre.x
    const py = spot.y - centre.y
    const pz = spot.z - centre.z
    // The gradient of "distance from the centre minus radius in that direction".
    const gap = (x: number, y: number, z: number) =>
      (Math.sqrt(x * x + y * y + z * z) - this.at(x, y, z)) * side
    const nx = gap(px + reach, py, pz) - gap(px - reach, py, pz)
    const ny = gap(px, py + reach, pz) - gap(px, py - reach, pz)
    const nz = gap(px, py, pz + reach) - gap(px, py, pz - reach)
    const shrink = 1 / Math.sqrt(nx * nx + ny * ny + nz * nz)
    spot.facing(nx * shrink, ny * shrink, nz * shrink)
  }
}
