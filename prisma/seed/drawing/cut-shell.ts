import { Lightmap } from './lightmap.ts'
import { fractalNoise } from './noise.ts'
import { folded, Unfolded } from './octahedral-map.ts'
import type { RadiusMap } from './radius-map.ts'
import type { Ray, Spot } from './ray.ts'
import { type Box, boxAround, SKIN, type Solid } from './solid.ts'
import type { Substance } from './substance.ts'
import { cross, difference, dot, perpendicular, scaled, sum, type Vector, vector } from './vector.ts'

const RIND = 0
const CUT = 1
const CAVITY = 2

const unfolded = new Unfolded()

/** What the three faces of a cut shell show. */
export interface ShellSubstances {
  readonly cut: Substance
  readonly rind: Substance
  readonly lining: Substance
}

/** A hollow stone sawn open: a rough rind, a polished cut with bands, a hollow within. */
export class CutShell implements Solid {
  readonly slow = true
  readonly substance: Substance
  readonly boxes: readonly Box[]
  readonly outline: readonly Vector[]
  readonly centre: Vector
  readonly #rind: Substance
  readonly #lining: Substance
  readonly #outer: RadiusMap
  readonly #cavity: RadiusMap
  readonly #normal: Vector
  readonly #distance: number
  readonly #across: Vector
  readonly #upward: Vector
  readonly #lightmaps: readonly Lightmap[]

  constructor(
    centre: Vector,
    outer: RadiusMap,
    cavity: RadiusMap,
    cut: { readonly normal: Vector; readonly distance: number },
    { cut: banded, rind, lining }: ShellSubstances,
  ) {
    this.centre = centre
    this.substance = banded
    this.#lining = lining
    this.#rind = rind
    this.#outer = outer
    this.#cavity = cavity
    this.#normal = cut.normal
    this.#distance = cut.distance
    this.#across = perpendicular(cut.normal)
    this.#upward = cross(this.#across, cut.normal)
    const steps = Array.from({ length: 25 }, (_, index) => index / 24)
    const onRind = steps.flatMap((u) => steps.map((v) => folded(u, v)))
    this.outline = onRind
      .map((direction) => scaled(direction, outer.at(direction.x, direction.y, direction.z)))
      .map((point) => {
        const beyond = dot(point, cut.normal) - cut.distance
        return sum(centre, beyond > 0 ? sum(point, scaled(cut.normal, -beyond)) : point)
      })
    const box = boxAround(this.outline)
    const margin = vector(0.03, 0.03, 0.03)
    this.boxes = [{ lowest: difference(box.lowest, margin), highest: sum(box.highest, margin) }]
    this.#lightmaps = [this.#roundLightmap(outer, 1), this.#flatLightmap(), this.#roundLightmap(cavity, -1)]
  }

  meet(ray: Ray): boolean {
    const n = this.#normal
    const rate = n.x * ray.dx + n.y * ray.dy + n.z * ray.dz
    const ox = ray.ox - this.centre.x
    const oy = ray.oy - this.centre.y
    const oz = ray.oz - this.centre.z
    const above = n.x * ox + n.y * oy + n.z * oz - this.#distance
    const crossing = -above / rate
    if (above <= 0) {
      const hollow = Math.sqrt(ox * ox + oy * oy + oz * oz) < this.#cavity.at(ox, oy, oz) + 0.01
      const { limit } = ray
      // What lies past the cut is not there any more.
      if (crossing > 0 && crossing < limit) ray.limit = crossing
      if (hollow ? this.#meetCavity(ray, SKIN) : this.#meetRind(ray, SKIN)) return true
      ray.limit = limit
      return false
    }
    if (crossing <= SKIN || crossing >= ray.limit) return false
    const x = ox + ray.dx * crossing
    const y = oy + ray.dy * crossing
    const z = oz + ray.dz * crossing
    const radius = Math.sqrt(x * x + y * y + z * z)
    if (radius > this.#outer.at(x, y, z)) return this.#meetRind(ray, crossing)
    if (radius < this.#cavity.at(x, y, z)) return this.#meetCavity(ray, crossing)
    ray.limit = crossing
    ray.face = CUT
    return true
  }

  #meetRind(ray: Ray, start: number): boolean {
    if (!this.#outer.march(ray, this.centre, start, 1)) return false
    ray.face = RIND
    return true
  }

  #meetCavity(ray: Ray, start: number): boolean {
    if (!this.#cavity.march(ray, this.centre, start, -1)) return false
    ray.face = CAVITY
    return true
  }

  survey(ray: Ray, spot: Spot, fine: boolean): void {
    const x = ray.ox + ray.dx * ray.limit
    const y = ray.oy + ray.dy * ray.limit
    const z = ray.oz + ray.dz * ray.limit
    spot.at(x, y, z)
    const { face } = ray
    spot.lightmap = this.#lightmaps[face]
    spot.substance = this.substance
    const px = x - this.centre.x
    const py = y - this.centre.y
    const pz = z - this.centre.z
    const radius = Math.sqrt(px * px + py * py + pz * pz)
    if (face === CUT) {
      spot.facing(this.#normal.x, this.#normal.y, this.#normal.z)
      spot.u = (px * this.#across.x + py * this.#across.y + pz * this.#across.z) / 2.6 + 0.5
      spot.v = (px * this.#upward.x + py * this.#upward.y + pz * this.#upward.z) / 2.6 + 0.5
      const inner = this.#cavity.at(px, py, pz)
      const outer = this.#outer.at(px, py, pz)
      spot.zone = band((radius - inner) / (outer - inner), x, y, z)
      return
    }
    if (face === RIND) this.#outer.normal(spot, this.centre, 0.02, 1)
    else this.#cavity.normal(spot, this.centre, 0.02, -1)
    unfolded.of(px, py, pz)
    spot.u = unfolded.u
    spot.v = unfolded.v
    spot.zone = 0.5
    spot.substance = this.#lining
    if (face === RIND) {
      spot.substance = this.#rind
      spot.zone = Math.min(Math.max(0.35 + 0.9 * fractalNoise(x * 6, y * 6, z * 6, 3), 0), 1)
    }
    if (!fine) return
    const bump = face === RIND ? 0.5 : 0.25
    spot.tilt(
      bump * fractalNoise(x * 24, y * 24, z * 24, 2),
      bump * fractalNoise(x * 24 + 11, y * 24, z * 24, 2),
      bump * fractalNoise(x * 24, y * 24 + 11, z * 24, 2),
    )
  }

  #roundLightmap(map: RadiusMap, side: 1 | -1): Lightmap {
    return new Lightmap(56, 56, (u, v, spot) => {
      const d = folded(u, v)
      const point = sum(this.centre, scaled(d, map.at(d.x, d.y, d.z)))
      spot.at(point.x, point.y, point.z)
      map.normal(spot, this.centre, 0.05, side)
      // Clear of the roughness, which would else blacken whole texels.
      spot.at(point.x + spot.gx * 0.02, point.y + spot.gy * 0.02, point.z + spot.gz * 0.02)
    })
  }

  #flatLightmap(): Lightmap {
    return new Lightmap(48, 48, (u, v, spot) => {
      const offset = sum(scaled(this.#across, (u - 0.5) * 2.6), scaled(this.#upward, (v - 0.5) * 2.6))
      const point = sum(this.centre, sum(offset, scaled(this.#normal, this.#distance)))
      spot.at(point.x, point.y, point.z).facing(this.#normal.x, this.#normal.y, this.#normal.z)
    })
  }
}

/** Agate's bands: `depth` is 0 at the hollow and 1 at the rind. */
function band(depth: number, x: number, y: number, z: number): number {
  const t = depth + 0.05 * fractalNoise(x * 3, y * 3, z * 3, 3)
  const fine = 0.5 + 0.5 * Math.sin(t * 60 + 2.5 * Math.sin(t * 17))
  const broad = 0.5 + 0.5 * Math.sin(t * 14 + 1)
  return Math.min(Math.max(0.55 * fine * fine + 0.6 * broad - 0.1, 0), 1)
}
