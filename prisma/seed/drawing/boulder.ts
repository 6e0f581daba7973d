import type { Lump } from './growth.ts'
import { Lightmap } from './lightmap.ts'
import { fractalNoise, noise } from './noise.ts'
import { folded, Unfolded } from './octahedral-map.ts'
import { RadiusMap } from './radius-map.ts'
import type { Ray, Spot } from './ray.ts'
import { type Box, boxAround, SKIN, type Solid } from './solid.ts'
import type { Substance } from './substance.ts'
import { difference, length, scaled, sum, type Vector, vector } from './vector.ts'

const DETAIL = 220
const LIGHTMAP_SIDE = 96
/** The lightmap is gathered clear of the roughness, which would else blacken whole texels. */
const CLEARANCE = 0.025

const unfolded = new Unfolded()

/** A lump of rock: the matrix on which crystals grow. */
export class Boulder implements Solid {
  readonly slow = true
  readonly substance: Substance
  readonly boxes: readonly Box[]
  readonly outline: readonly Vector[]
  readonly #centre: Vector
  readonly #map: RadiusMap
  readonly #lightmap: Lightmap

  constructor({ centre, radius }: Lump, substance: Substance) {
    const map = new RadiusMap(DETAIL, radius)
    this.#centre = centre
    this.substance = substance
    this.#map = map
    const steps = Array.from({ length: 21 }, (_, index) => index / 20)
    this.outline = steps.flatMap((u) => steps.map((v) => this.#surface(folded(u, v))))
    const box = boxAround(this.outline)
    const margin = vector(0.05, 0.05, 0.05)
    this.boxes = [{ lowest: difference(box.lowest, margin), highest: sum(box.highest, margin) }]
    this.#lightmap = new Lightmap(LIGHTMAP_SIDE, LIGHTMAP_SIDE, (u, v, spot) => {
      const { x, y, z } = this.#surface(folded(u, v))
      spot.at(x, y, z)
      map.normal(spot, centre, 0.05, 1)
      spot.at(x + spot.gx * CLEARANCE, y + spot.gy * CLEARANCE, z + spot.gz * CLEARANCE)
    })
  }

  #surface(direction: Vector): Vector {
    const { x, y, z } = direction
    return sum(this.#centre, scaled(direction, this.#map.at(x, y, z) / length(direction)))
  }

  meet(ray: Ray): boolean {
    if (!this.#map.march(ray, this.#centre, SKIN, 1)) return false
    ray.face = 0
    return true
  }

  survey(ray: Ray, spot: Spot, detailed: boolean): void {
    spot.substance = this.substance
    const x = ray.ox + ray.dx * ray.limit
    const y = ray.oy + ray.dy * ray.limit
    const z = ray.oz + ray.dz * ray.limit
    spot.at(x, y, z)
    this.#map.normal(spot, this.#centre, 0.012, 1)
    unfolded.of(x - this.#centre.x, y - this.#centre.y, z - this.#centre.z)
    spot.lightmap = this.#lightmap
    spot.u = unfolded.u
    spot.v = unfolded.v
    const { relief, grain } = this.substance
    if (!detailed) {
      spot.zone = 0.3
      return
    }
    // Skewed, so that the rows of the noise's lattice do not show.
    const p = x * 27 + y * 13 - z * 9
    const q = y * 25 - x * 11 + z * 14
    const r = z * 26 + x * 10 - y * 12
    const rough = relief * 1.5
    const fine = relief * 1.1
    spot.tilt(
      rough * fractalNoise(p, q, r, 2) + fine * noise(p * 3.7, q * 3.7, r * 3.7),
      rough * fractalNoise(p + 11, q, r, 2) + fine * noise(p * 3.7 + 11, q * 3.7, r * 3.7),
      rough * fractalNoise(p, q + 11, r, 2) + fine * noise(p * 3.7, q * 3.7 + 11, r * 3.7),
    )
    const patch = noise(p * 0.1, q * 0.1, r * 0.1) + 0.7 * noise(p * 0.31, q * 0.31, r * 0.31)
    const speckle = noise(p * 2.1, q * 2.1, r * 2.1) + 0.7 * noise(p * 4.9, q * 4.9, r * 4.9)
    spot.zone = Math.min(Math.max(0.28 + 0.4 * patch + grain * speckle, 0), 1)
  }
}
