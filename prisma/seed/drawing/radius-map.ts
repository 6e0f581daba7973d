import { folded, Unfolded } from './octahedral-map.ts'
import type { Ray, Spot } from './ray.ts'
import { type Box, boxAround } from './solid.ts'
import { scaled, type Vector } from './vector.ts'

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
  /** The box around the shape, its centre at the origin. */
  readonly box: Box

  constructor(side: number, radius: (direction: Vector) => number) {
    this.#side = side
    this.#radii = new Float64Array(side * side)
    const surface: Vector[] = []
    for (let row = 0; row < side; row += 1) {
      for (let column = 0; column < side; column += 1) {
        const direction = folded(column / (side - 1), row / (side - 1))
        const value = radius(direction)
        this.#radii[row * side + column] = value
        surface.push(scaled(direction, value))
      }
    }
    this.box = boxAround(surface)
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
    // Only the stretch within the box around everything needs searching.
    const { lowest, highest } = this.box
    const x0 = ((dx < 0 ? highest.x : lowest.x) - ox) / dx
    const y0 = ((dy < 0 ? highest.y : lowest.y) - oy) / dy
    const z0 = ((dz < 0 ? highest.z : lowest.z) - oz) / dz
    const x1 = ((dx < 0 ? lowest.x : highest.x) - ox) / dx
    const y1 = ((dy < 0 ? lowest.y : highest.y) - oy) / dy
    const z1 = ((dz < 0 ? lowest.z : highest.z) - oz) / dz
    const end = Math.min(ray.limit, x1 + NEAR, y1 + NEAR, z1 + NEAR)
    let distance = side === 1 ? Math.max(start, x0, y0, z0) : start
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
    const here = gap(this, px, py, pz)
    const nx = (gap(this, px + reach, py, pz) - here) * side
    const ny = (gap(this, px, py + reach, pz) - here) * side
    const nz = (gap(this, px, py, pz + reach) - here) * side
    const shrink = 1 / Math.sqrt(nx * nx + ny * ny + nz * nz)
    spot.facing(nx * shrink, ny * shrink, nz * shrink)
  }
}

/** Distance from the centre beyond the surface; the normal is its gradient. */
const gap = (map: RadiusMap, x: number, y: number, z: number): number =>
  Math.sqrt(x * x + y * y + z * z) - map.at(x, y, z)
