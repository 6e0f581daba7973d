import { Hierarchy } from './hierarchy.ts'
import { blurredImage, sharpImage } from './light-probe.ts'
import { Glow, Ray, type Spot } from './ray.ts'
import type { Solid } from './solid.ts'
import { TABLE } from './studio.ts'
import { TableShadow } from './table.ts'

/** Starting points are lifted by this much, clear of the surface they lie on. */
const LIFT = 2e-3
/** Typical light on a neighbour's surface. */
const BOUNCE = 0.62
/** Directions below this slope meet the table within the picture; flatter ones see the wall. */
const HORIZON = -0.02

/** Solids on a table (the plane y = 0) in the studio. */
export class Scene {
  readonly solids: readonly Solid[]
  readonly #hierarchy: Hierarchy
  readonly #table: TableShadow | undefined
  readonly #ray = new Ray()
  readonly #glow = new Glow()

  constructor(solids: readonly Solid[]) {
    this.solids = solids
    this.#hierarchy = new Hierarchy(solids)
    const extents = solids
      .flatMap(({ boxes }) => boxes)
      .flatMap(({ lowest, highest }) => [lowest.x, lowest.z, highest.x, highest.z].map(Math.abs))
    this.#table = new TableShadow(1.7 * Math.max(...extents), this.gather)
  }

  /** The first solid in front of the table, if any; the ray is shortened to end there. */
  nearest(ray: Ray): Solid | undefined {
    ray.limit = ray.dy < 0 ? -ray.oy / ray.dy : Infinity
    return this.#hierarchy.nearest(ray)
  }

  /** What a ray sees that meets no solid: lamps and walls, or the table with the shadows on it. */
  surroundings(ray: Ray, into: Glow): void {
    if (ray.dy < HORIZON) {
      const distance = -ray.oy / ray.dy
      this.shadow(ray.ox + ray.dx * distance, ray.oz + ray.dz * distance, into)
      into.set(into.r * TABLE.r, into.g * TABLE.g, into.b * TABLE.b)
    } else {
      sharpImage.look(ray.dx, ray.dy, ray.dz, into)
    }
  }

  /** Light that still reaches a place on the table, relative to the empty table. */
  shadow(x: number, z: number, into: Glow): void {
    if (this.#table) this.#table.look(x, z, into)
    // While the table's own light is being gathered, what hangs over it sees it in half shade.
    else into.set(0.8, 0.8, 0.8)
  }

  /** Diffuse light at a spot: the studio as far as neighbours do not stand in the way, and their colour where they do. */
  readonly gather = (spot: Spot, light: Glow, turn: number): void => {
    light.set(0, 0, 0)
    if (spot.y < -LIFT) return
    const { gx, gy, gz } = spot
    // Branchless orthonormal basis (Duff et al. 2017).
    const sign = gy >= 0 ? 1 : -1
    const a = -1 / (sign + gy)
    const b = gx * gz * a
    const cosine = Math.cos(turn)
    const sine = Math.sin(turn)
    const ray = this.#ray
    const glow = this.#glow
    for (let index = 0; index < LOOKS.length; index += 3) {
      const p = LOOKS[index] as number
      const c = LOOKS[index + 1] as number
      const q = LOOKS[index + 2] as number
      const s = p * cosine - q * sine
      const t = p * sine + q * cosine
      const dx = s * (1 + sign * gx * gx * a) + t * b + c * gx
      const dy = -s * sign * gx - t * gz + c * gy
      const dz = s * sign * b + t * (sign + gz * gz * a) + c * gz
      ray.from(spot.x + gx * LIFT, spot.y + gy * LIFT, spot.z + gz * LIFT).towards(dx, dy, dz)
      const solid = this.nearest(ray)
      if (solid) {
        const { cast } = solid.substance
        light.r += cast.r * BOUNCE
        light.g += cast.g * BOUNCE
        light.b += cast.b * BOUNCE
        continue
      }
      if (dy < HORIZON) this.surroundings(ray, glow)
      else blurredImage.look(dx, dy, dz, glow)
      light.add(glow, 1)
    }
    const share = 3 / LOOKS.length
    light.set(light.r * share, light.g * share, light.b * share)
  }
}

/** Directions around a normal (the second of three numbers), denser towards it by the cosine law. */
const LOOKS = lookAround(24)

function lookAround(count: number): Float64Array {
  const looks: number[] = []
  for (let index = 0; index < count; index += 1) {
    const radius = Math.sqrt((index + 0.5) / count)
    const angle = index * Math.PI * (3 - Math.sqrt(5))
    looks.push(radius * Math.cos(angle), Math.sqrt(1 - radius * radius), radius * Math.sin(angle))
  }
  return Float64Array.from(looks)
}
