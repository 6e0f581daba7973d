import type { Striation } from './crystal-form.ts'
import { Lightmap } from './lightmap.ts'
import type { FacePatch } from './polyhedron.ts'
import type { Spot } from './ray.ts'
import { lineSlope, Slope } from './relief.ts'
import { scaled, sum, type Vector } from './vector.ts'

/** Width of one lightmap texel in the scene. */
const TEXEL = 0.05

const slope = new Slope()

/** One flat face of a placed crystal: its light and its growth marks. */
export class CrystalFace {
  readonly normal: Vector
  readonly #patch: FacePatch
  readonly #lightmap: Lightmap
  readonly #striation: Striation | undefined
  /** Sets this face's marks apart from those of all others. */
  readonly #offset: number

  constructor(patch: FacePatch, striation: Striation | undefined) {
    this.normal = patch.normal
    this.#patch = patch
    this.#striation = striation
    this.#offset = patch.corner.x * 3.7 + patch.corner.y * 5.3 + patch.corner.z
    this.#lightmap = lightmap(patch)
  }

  /** Fills in what the spot's place on this face tells; its position is known already. */
  describe(spot: Spot): void {
    const { normal, corner, across, along, width, height } = this.#patch
    spot.facing(normal.x, normal.y, normal.z)
    const x = spot.x - corner.x
    const y = spot.y - corner.y
    const z = spot.z - corner.z
    spot.lightmap = this.#lightmap
    spot.u = (x * across.x + y * across.y + z * across.z) / width
    spot.v = (x * along.x + y * along.y + z * along.z) / height
  }

  /** Growth lines and gentle hillocks, so that the face does not mirror like a machined one. */
  roughen(spot: Spot, relief: number): void {
    const { across, along, width, height } = this.#patch
    const s = spot.u * width
    const t = spot.v * height
    slope.of(s * 0.13 + this.#offset, t * 0.09 + this.#offset)
    let du = slope.u * relief
    let dv = slope.v * relief
    // Broad swells bend the mirror image over the whole face.
    slope.of(s * 0.021 + this.#offset * 2, t * 0.021)
    du += slope.u * relief * 3
    dv += slope.v * relief * 3
    if (this.#striation === 'along') du += lineSlope(s * 0.55 + this.#offset + 0.004 * t) * relief * 1.6
    if (this.#striation === 'across') dv += lineSlope(t * 0.5 + this.#offset + 0.01 * s) * relief * 1.2
    spot.tilt(across.x * du + along.x * dv, across.y * du + along.y * dv, across.z * du + along.z * dv)
  }
}

function lightmap({ normal, corner, across, along, width, height }: FacePatch): Lightmap {
  const texels = (extent: number) => (extent < TEXEL ? 1 : Math.min(Math.ceil(extent / TEXEL) + 1, 40))
  return new Lightmap(texels(width), texels(height), (u, v, spot) => {
    const point = sum(sum(corner, scaled(across, u * width)), scaled(along, v * height))
    spot.at(point.x, point.y, point.z).facing(normal.x, normal.y, normal.z)
  })
}
