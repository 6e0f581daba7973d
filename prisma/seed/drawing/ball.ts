import { Lightmap } from './lightmap.ts'
import { noise } from './noise.ts'
import { folded, Unfolded } from './octahedral-map.ts'
import type { Ray, Spot } from './ray.ts'
import { smoothstep } from './smoothstep.ts'
import { type Box, SKIN, type Solid } from './solid.ts'
import type { Substance } from './substance.ts'
import { scaled, sum, type Vector, vector } from './vector.ts'

const unfolded = new Unfolded()

/** One dome of a botryoidal ("grape-like") crust. */
export class Ball implements Solid {
  readonly slow = false
  readonly substance: Substance
  readonly boxes: readonly Box[]
  readonly outline: readonly Vector[]
  readonly centre: Vector
  readonly radius: number
  readonly #lightmap: Lightmap

  constructor(centre: Vector, radius: number, substance: Substance) {
    this.substance = substance
    this.centre = centre
    this.radius = radius
    const corner = vector(radius, radius, radius)
    this.boxes = [{ lowest: sum(centre, scaled(corner, -1)), highest: sum(centre, corner) }]
    this.outline = [0, 0.25, 0.5, 0.75, 1].flatMap((u) =>
      [0.1, 0.3, 0.5, 0.7, 0.9].map((v) => sum(centre, scaled(folded(u, v), radius))),
    )
    const texels = Math.min(Math.max(Math.ceil(radius / 0.012), 8), 28)
    this.#lightmap = new Lightmap(texels, texels, (u, v, spot) => {
      const normal = folded(u, v)
      const point = sum(centre, scaled(normal, radius))
      spot.at(point.x, point.y, point.z).facing(normal.x, normal.y, normal.z)
    })
  }

  meet(ray: Ray): boolean {
    const x = ray.ox - this.centre.x
    const y = ray.oy - this.centre.y
    const z = ray.oz - this.centre.z
    const half = x * ray.dx + y * ray.dy + z * ray.dz
    const inner = half * half - (x * x + y * y + z * z) + this.radius * this.radius
    if (inner < 0) return false
    const distance = -half - Math.sqrt(inner)
    if (distance < SKIN || distance >= ray.limit) return false
    ray.limit = distance
    ray.face = 0
    return true
  }

  survey(ray: Ray, spot: Spot, fine: boolean): void {
    spot.substance = this.substance
    const x = ray.ox + ray.dx * ray.limit
    const y = ray.oy + ray.dy * ray.limit
    const z = ray.oz + ray.dz * ray.limit
    const nx = (x - this.centre.x) / this.radius
    const ny = (y - this.centre.y) / this.radius
    const nz = (z - this.centre.z) / this.radius
    spot.at(x, y, z).facing(nx, ny, nz)
    unfolded.of(nx, ny, nz)
    spot.lightmap = this.#lightmap
    spot.u = unfolded.u
    spot.v = unfolded.v
    const { relief, zoning } = this.substance
    if (fine) {
      const bump = relief * 0.35
      spot.tilt(
        bump * noise(x * 21, y * 21, z * 21),
        bump * noise(x * 21 + 9, y * 21, z * 21),
        bump * noise(x * 21, y * 21 + 9, z * 21),
      )
    }
    if (zoning === 'none') {
      spot.zone = 0
      return
    }
    // Fibres end on the summits; the furrows between the domes keep the second colour, as do faint growth rings.
    const outward = (nx * x + ny * (y + 0.15) + nz * z) / Math.hypot(x, y + 0.15, z)
    const ring = Math.sin(outward * 26 + this.radius * 90 + 3 * noise(x * 2.3, y * 2.3, z * 2.3))
    spot.zone = Math.min(smoothstep(0.95, 0.1, outward + 0.3 * ring), 1)
  }
}
