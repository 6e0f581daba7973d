import { Lightmap } from './lightmap.ts'
import { fractalNoise, noise } from './noise.ts'
import { folded, Unfolded } from './octahedral-map.ts'
import type { RadiusMap } from './radius-map.ts'
import type { Ray, Spot } from './ray.ts'
import { type Box, boxAround, SKIN, type Solid } from './solid.ts'
import type { Substance } from './substance.ts'
import { difference, length, scaled, sum, type Vector, vector } from './vector.ts'

const LIGHTMAP_SIDE = 88
/** The map's slope can hide a nearer surface; smaller steps do not jump over it. */
const CAUTION = 0.55
const MOST_STEPS = 56

const unfolded = new Unfolded()

/** A lump of rock: the matrix on which crystals grow. */
export class Boulder implements Solid {
  readonly slow = true
  readonly substance: Substance
  readonly boxes: readonly Box[]
  readonly outline: readonly Vector[]
  readonly centre: Vector
  readonly #map: RadiusMap
  readonly #lightmap: Lightmap

  constructor(centre: Vector, map: RadiusMap, substance: Substance) {
    this.centre = centre
    this.substance = substance
    this.#map = map
    const steps = Array.from({ length: 21 }, (_, index) => index / 20)
    this.outline = steps.flatMap((u) => steps.map((v) => this.surface(folded(u, v))))
    const box = boxAround(this.outline)
    const margin = vector(0.05, 0.05, 0.05)
    this.boxes = [{ lowest: difference(box.lowest, margin), highest: sum(box.highest, margin) }]
    this.#lightmap = new Lightmap(LIGHTMAP_SIDE, LIGHTMAP_SIDE, (u, v, spot) => {
      const { x, y, z } = this.surface(folded(u, v))
      spot.at(x, y, z)
      this.#normal(spot, 0.05)
    })
  }

  /** The point of the surface in a direction from the centre. */
  surface(direction: Vector): Vector {
    const { x, y, z } = direction
    return sum(this.centre, scaled(direction, this.#map.at(x, y, z) / length(direction)))
  }

  meet(ray: Ray, limit: number): number {
    const { dx, dy, dz } = ray
    let px = ray.ox - this.centre.x
    let py = ray.oy - this.centre.y
    let pz = ray.oz - this.centre.z
    const half = px * dx + py * dy + pz * dz
    const inner = half * half - (px * px + py * py + pz * pz) + this.#map.greatest ** 2
    if (inner < 0) return Infinity
    const root = Math.sqrt(inner)
    const end = Math.min(limit, root - half)
    let distance = Math.max(-half - root, SKIN)
    for (let step = 0; step < MOST_STEPS && distance < end; step += 1) {
      px = ray.ox + dx * distance - this.centre.x
      py = ray.oy + dy * distance - this.centre.y
      pz = ray.oz + dz * distance - this.centre.z
      const gap = Math.sqrt(px * px + py * py + pz * pz) - this.#map.at(px, py, pz)
      if (gap < 0.0015) {
        ray.face = 0
        return distance
      }
      distance += gap * CAUTION + 0.0008
    }
    return Infinity
  }

  survey(ray: Ray, distance: number, _face: number, spot: Spot, fine: boolean): void {
    spot.substance = this.substance
    const x = ray.ox + ray.dx * distance
    const y = ray.oy + ray.dy * distance
    const z = ray.oz + ray.dz * distance
    spot.at(x, y, z)
    this.#normal(spot, 0.012)
    unfolded.of(x - this.centre.x, y - this.centre.y, z - this.centre.z)
    spot.lightmap = this.#lightmap
    spot.u = unfolded.u
    spot.v = unfolded.v
    const { relief, grain } = this.substance
    if (!fine) {
      spot.zone = 0.3
      return
    }
    // Skewed, so that the rows of the noise's lattice do not show.
    const p = x * 27 + y * 13 - z * 9
    const q = y * 25 - x * 11 + z * 14
    const r = z * 26 + x * 10 - y * 12
    const bump = relief * 1.6
    spot.tilt(
      bump * fractalNoise(p, q, r, 2),
      bump * fractalNoise(p + 11, q, r, 2),
      bump * fractalNoise(p, q + 11, r, 2),
    )
    const patch = noise(p * 0.1, q * 0.1, r * 0.1) + 0.7 * noise(p * 0.31, q * 0.31, r * 0.31)
    const speckle = noise(p * 2.1, q * 2.1, r * 2.1)
    spot.zone = Math.min(Math.max(0.28 + 0.4 * patch + grain * speckle, 0), 1)
  }

  /** The gradient of "distance from the centre minus radius in that direction". */
  #normal(spot: Spot, reach: number): void {
    const px = spot.x - this.centre.x
    const py = spot.y - this.centre.y
    const pz = spot.z - this.centre.z
    const gap = (x: number, y: number, z: number) => Math.sqrt(x * x + y * y + z * z) - this.#map.at(x, y, z)
    const nx = gap(px + reach, py, pz) - gap(px - reach, py, pz)
    const ny = gap(px, py + reach, pz) - gap(px, py - reach, pz)
    const nz = gap(px, py, pz + reach) - gap(px, py, pz - reach)
    const shrink = 1 / Math.sqrt(nx * nx + ny * ny + nz * nz)
    spot.facing(nx * shrink, ny * shrink, nz * shrink)
  }
}
