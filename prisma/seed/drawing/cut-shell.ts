import { agateBand } from './agate-bands.ts'
import type { Shell } from './growth.ts'
import { Lightmap } from './lightmap.ts'
import { fractalNoise } from './noise.ts'
import { folded, Unfolded } from './octahedral-map.ts'
import { RadiusMap } from './radius-map.ts'
import type { Ray, Spot } from './ray.ts'
import { type Box, boxAround, SKIN, type Solid } from './solid.ts'
import type { Substance } from './substance.ts'
import { cross, difference, dot, perpendicular, scaled, sum, type Vector, vector } from './vector.ts'

const RIND = 0
const CUT = 1
const CAVITY = 2

const DETAIL = 220
/** Width of the square on the cut that the lightmap covers, in the scene. */
const CUT_WIDTH = 2.6
/** Lightmaps are gathered clear of the roughness, which would else blacken whole texels. */
const CLEARANCE = 0.02

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
  readonly #shell: Shell
  readonly #substances: ShellSubstances
  readonly #outer: RadiusMap
  readonly #cavity: RadiusMap
  /** Directions on the cut. */
  readonly #across: Vector
  readonly #upward: Vector
  readonly #lightmaps: readonly Lightmap[]

  constructor(shell: Shell, substances: ShellSubstances) {
    this.#shell = shell
    this.substance = substances.cut
    this.#substances = substances
    this.#outer = new RadiusMap(DETAIL, shell.radius)
    this.#cavity = new RadiusMap(DETAIL, shell.cavity)
    this.#across = perpendicular(shell.cut.normal)
    this.#upward = cross(this.#across, shell.cut.normal)
    this.outline = outlineOf(shell)
    const { lowest, highest } = boxAround(this.outline)
    const margin = vector(0.03, 0.03, 0.03)
    this.boxes = [{ lowest: difference(lowest, margin), highest: sum(highest, margin) }]
    this.#lightmaps = [
      this.#roundLightmap(this.#outer, 1),
      this.#flatLightmap(),
      this.#roundLightmap(this.#cavity, -1),
    ]
  }

  meet(ray: Ray): boolean {
    const { centre, cut } = this.#shell
    const { normal: n } = cut
    const ox = ray.ox - centre.x
    const oy = ray.oy - centre.y
    const oz = ray.oz - centre.z
    const above = n.x * ox + n.y * oy + n.z * oz - cut.distance
    const crossing = -above / (n.x * ray.dx + n.y * ray.dy + n.z * ray.dz)
    if (above <= 0) return this.#meetBelow(ray, crossing)
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

  /** For rays that start below the cut, in the hollow or outside of the rind. */
  #meetBelow(ray: Ray, crossing: number): boolean {
    const { centre } = this.#shell
    const { limit } = ray
    const x = ray.ox - centre.x
    const y = ray.oy - centre.y
    const z = ray.oz - centre.z
    const hollow = Math.sqrt(x * x + y * y + z * z) < this.#cavity.at(x, y, z) + 0.01
    // Past the cut, there is nothing any more.
    if (crossing > 0 && crossing < limit) ray.limit = crossing
    if (hollow ? this.#meetCavity(ray, SKIN) : this.#meetRind(ray, SKIN)) return true
    ray.limit = limit
    return false
  }

  #meetRind(ray: Ray, start: number): boolean {
    if (!this.#outer.march(ray, this.#shell.centre, start, 1)) return false
    ray.face = RIND
    return true
  }

  #meetCavity(ray: Ray, start: number): boolean {
    if (!this.#cavity.march(ray, this.#shell.centre, start, -1)) return false
    ray.face = CAVITY
    return true
  }

  survey(ray: Ray, spot: Spot, fine: boolean): void {
    spot.at(ray.ox + ray.dx * ray.limit, ray.oy + ray.dy * ray.limit, ray.oz + ray.dz * ray.limit)
    spot.lightmap = this.#lightmaps[ray.face]
    if (ray.face === CUT) this.#surveyCut(spot)
    else this.#surveyRound(spot, ray.face === RIND, fine)
  }

  #surveyCut(spot: Spot): void {
    const { centre, cut } = this.#shell
    const { x: ax, y: ay, z: az } = this.#across
    const { x: bx, y: by, z: bz } = this.#upward
    const x = spot.x - centre.x
    const y = spot.y - centre.y
    const z = spot.z - centre.z
    spot.substance = this.#substances.cut
    spot.facing(cut.normal.x, cut.normal.y, cut.normal.z)
    spot.u = (x * ax + y * ay + z * az) / CUT_WIDTH + 0.5
    spot.v = (x * bx + y * by + z * bz) / CUT_WIDTH + 0.5
    const inner = this.#cavity.at(x, y, z)
    const outer = this.#outer.at(x, y, z)
    spot.zone = agateBand((Math.sqrt(x * x + y * y + z * z) - inner) / (outer - inner), x, y, z)
  }

  #surveyRound(spot: Spot, rind: boolean, fine: boolean): void {
    const { centre } = this.#shell
    const { x, y, z } = spot
    if (rind) this.#outer.normal(spot, centre, 0.02, 1)
    else this.#cavity.normal(spot, centre, 0.02, -1)
    unfolded.of(x - centre.x, y - centre.y, z - centre.z)
    spot.u = unfolded.u
    spot.v = unfolded.v
    spot.substance = rind ? this.#substances.rind : this.#substances.lining
    spot.zone = rind ? Math.min(Math.max(0.35 + 0.9 * fractalNoise(x * 6, y * 6, z * 6, 3), 0), 1) : 0.5
    if (!fine) return
    const bump = rind ? 0.5 : 0.25
    spot.tilt(
      bump * fractalNoise(x * 24, y * 24, z * 24, 2),
      bump * fractalNoise(x * 24 + 11, y * 24, z * 24, 2),
      bump * fractalNoise(x * 24, y * 24 + 11, z * 24, 2),
    )
  }

  #roundLightmap(map: RadiusMap, side: 1 | -1): Lightmap {
    const { centre } = this.#shell
    return new Lightmap(56, 56, (u, v, spot) => {
      const direction = folded(u, v)
      const { x, y, z } = sum(centre, scaled(direction, map.at(direction.x, direction.y, direction.z)))
      spot.at(x, y, z)
      map.normal(spot, centre, 0.05, side)
      spot.at(x + spot.gx * CLEARANCE, y + spot.gy * CLEARANCE, z + spot.gz * CLEARANCE)
    })
  }

  #flatLightmap(): Lightmap {
    const { centre, cut } = this.#shell
    const middle = sum(centre, scaled(cut.normal, cut.distance))
    return new Lightmap(48, 48, (u, v, spot) => {
      const across = scaled(this.#across, (u - 0.5) * CUT_WIDTH)
      const { x, y, z } = sum(middle, sum(across, scaled(this.#upward, (v - 0.5) * CUT_WIDTH)))
      spot.at(x, y, z).facing(cut.normal.x, cut.normal.y, cut.normal.z)
    })
  }
}

/** Points on the rind; those beyond the cut are moved onto it. */
function outlineOf({ centre, radius, cut }: Shell): Vector[] {
  const steps = Array.from({ length: 25 }, (_, index) => index / 24)
  const directions = steps.flatMap((u) => steps.map((v) => folded(u, v)))
  return directions.map((direction) => {
    const point = scaled(direction, radius(direction))
    const beyond = dot(point, cut.normal) - cut.distance
    return sum(centre, beyond > 0 ? sum(point, scaled(cut.normal, -beyond)) : point)
  })
}
