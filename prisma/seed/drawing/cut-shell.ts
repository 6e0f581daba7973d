import { Lightmap } from './lightmap.ts'
import { fractalNoise } from './noise.ts'
import { folded, Unfolded } from './octahedral-map.ts'
import type { RadiusMap } from './radius-map.ts'
import type { Ray, Spot } from './ray.ts'
import { type Box, boxAround, SKIN, type Solid } from './solid.ts'
import type { Substance } from './substance.ts'
import { cross, difference, dot, perpendicular, scaled, sum, type Vector, vector } from './vector.ts'

const OUTSIDE = 0
const CUT = 1
const CAVITY = 2

const unfolded = new Unfolded()

/** A hollow stone sawn open: a rough rind, a polished cut with bands, a hollow within. */
export class CutShell implements Solid {
  readonly slow = true
  readonly substance: Substance
  readonly boxes: readonly Box[]
  readonly outline: readonly Vector[]
  readonly centre: Vector
  readonly #rind: Substance
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
    substance: Substance,
    rind: Substance,
  ) {
    this.centre = centre
    this.substance = substance
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

  meet(ray: Ray, limit: number): number {
    const n = this.#normal
    const rate = n.x * ray.dx + n.y * ray.dy + n.z * ray.dz
    const ox = ray.ox - this.centre.x
    const oy = ray.oy - this.centre.y
    const oz = ray.oz - this.centre.z
    const above = n.x * ox + n.y * oy + n.z * oz - this.#distance
    const crossing = -above / rate
    if (above > 0) {
      if (crossing <= SKIN || crossing >= limit) return Infinity
      const x = ox + ray.dx * crossing
      const y = oy + ray.dy * crossing
      const z = oz + ray.dz * crossing
      const radius = Math.sqrt(x * x + y * y + z * z)
      if (radius < this.#outer.at(x, y, z)) {
        if (radius > this.#cavity.at(x, y, z)) {
          ray.face = CUT
          return crossing
        }
        return this.#march(ray, crossing, limit, this.#cavity, -1)
      }
      return this.#march(ray, crossing, limit, this.#outer, 1)
    }
    const end = crossing > 0 ? Math.min(limit, crossing) : limit
    const radius = Math.sqrt(ox * ox + oy * oy + oz * oz)
    const hollow = radius < this.#cavity.at(ox, oy, oz) + 0.01
    return hollow
      ? this.#march(ray, SKIN, end, this.#cavity, -1)
      : this.#march(ray, SKIN, end, this.#outer, 1)
  }

  /** Steps along the ray to where it comes into the wall, from outside (side 1) or from the hollow (−1). */
  #march(ray: Ray, start: number, limit: number, map: RadiusMap, side: 1 | -1): number {
    let distance = start
    const { dx, dy, dz } = ray
    const ox = ray.ox - this.centre.x
    const oy = ray.oy - this.centre.y
    const oz = ray.oz - this.centre.z
    const half = ox * dx + oy * dy + oz * dz
    const inner = half * half - (ox * ox + oy * oy + oz * oz) + map.greatest ** 2
    if (inner < 0) return Infinity
    const root = Math.sqrt(inner)
    if (side === 1) distance = Math.max(distance, -half - root)
    const end = Math.min(limit, root - half + 0.01)
    for (let step = 0; step < 60 && distance < end; step += 1) {
      const x = ox + dx * distance
      const y = oy + dy * distance
      const z = oz + dz * distance
      const gap = (Math.sqrt(x * x + y * y + z * z) - map.at(x, y, z)) * side
      if (gap < 0.0015) {
        ray.face = side === 1 ? OUTSIDE : CAVITY
        return distance
      }
      distance += gap * 0.7 + 0.0008
    }
    return Infinity
  }

  survey(ray: Ray, distance: number, face: number, spot: Spot, fine: boolean): void {
    const x = ray.ox + ray.dx * distance
    const y = ray.oy + ray.dy * distance
    const z = ray.oz + ray.dz * distance
    spot.at(x, y, z)
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
    this.#slope(spot, face === OUTSIDE ? this.#outer : this.#cavity, face === OUTSIDE ? 1 : -1)
    unfolded.of(px, py, pz)
    spot.u = unfolded.u
    spot.v = unfolded.v
    spot.zone = 0.15
    if (face === OUTSIDE) {
      spot.substance = this.#rind
      spot.zone = Math.min(Math.max(0.35 + 0.9 * fractalNoise(x * 6, y * 6, z * 6, 3), 0), 1)
    }
    if (!fine) return
    const bump = face === OUTSIDE ? 0.5 : 0.25
    spot.tilt(
      bump * fractalNoise(x * 24, y * 24, z * 24, 2),
      bump * fractalNoise(x * 24 + 11, y * 24, z * 24, 2),
      bump * fractalNoise(x * 24, y * 24 + 11, z * 24, 2),
    )
  }

  #slope(spot: Spot, map: RadiusMap, side: 1 | -1): void {
    const px = spot.x - this.centre.x
    const py = spot.y - this.centre.y
    const pz = spot.z - this.centre.z
    const reach = 0.02
    const gap = (x: number, y: number, z: number) =>
      (Math.sqrt(x * x + y * y + z * z) - map.at(x, y, z)) * side
    const nx = gap(px + reach, py, pz) - gap(px - reach, py, pz)
    const ny = gap(px, py + reach, pz) - gap(px, py - reach, pz)
    const nz = gap(px, py, pz + reach) - gap(px, py, pz - reach)
    const shrink = 1 / Math.sqrt(nx * nx + ny * ny + nz * nz)
    spot.facing(nx * shrink, ny * shrink, nz * shrink)
  }

  #roundLightmap(map: RadiusMap, side: 1 | -1): Lightmap {
    return new Lightmap(56, 56, (u, v, spot) => {
      const d = folded(u, v)
      const point = sum(this.centre, scaled(d, map.at(d.x, d.y, d.z)))
      spot.at(point.x, point.y, point.z)
      this.#slope(spot, map, side)
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
