import { Hierarchy } from './hierarchy.ts'
import { diffuse, mirrored } from './light-probe.ts'
import { Lightmap } from './lightmap.ts'
import { Glow, Ray, type Spot } from './ray.ts'
import type { Solid } from './solid.ts'
import { TABLE } from './studio.ts'

/** Solids on a table (the plane y = 0) in the studio. */
export class Scene {
  readonly solids: readonly Solid[]
  readonly #hierarchy: Hierarchy
  readonly #tableLightmap: Lightmap
  /** Half the width of the part of the table that takes shadows. */
  readonly #tableReach: number
  readonly #ray = new Ray()
  readonly #glow = new Glow()
  readonly #wide = mirrored(0.42)

  constructor(solids: readonly Solid[]) {
    this.solids = solids
    this.#hierarchy = new Hierarchy(solids)
    const extents = solids
      .flatMap(({ boxes }) => boxes)
      .flatMap(({ lowest, highest }) => [lowest.x, lowest.z, highest.x, highest.z].map(Math.abs))
    const reach = 1.9 * Math.max(...extents)
    this.#tableReach = reach
    this.#tableLightmap = new Lightmap(80, 80, (u, v, spot) => {
      spot.at((u * 2 - 1) * reach, 0, (v * 2 - 1) * reach).facing(0, 1, 0)
    })
  }

  /** The first solid in front of the table, if any; see `distance` and `face`. */
  nearest(ray: Ray): Solid | undefined {
    return this.#hierarchy.nearest(ray, ray.dy < 0 ? -ray.oy / ray.dy : Infinity)
  }

  get distance(): number {
    return this.#hierarchy.distance
  }

  get face(): number {
    return this.#hierarchy.face
  }

  /** What a ray sees that meets no solid: lamps and walls, or the table with the shadows on it. */
  surroundings(ray: Ray, roughness: number, into: Glow): void {
    if (ray.dy < -0.02) {
      const distance = -ray.oy / ray.dy
      this.shadow(ray.ox + ray.dx * distance, ray.oz + ray.dz * distance, into)
      into.set(into.r * TABLE.r, into.g * TABLE.g, into.b * TABLE.b)
    } else {
      mirrored(roughness).look(ray.dx, ray.dy, ray.dz, into)
    }
  }

  /** Light that still reaches a place on the table, relative to the empty table. */
  shadow(x: number, z: number, into: Glow): void {
    const reach = this.#tableReach
    const edge = Math.sqrt(x * x + z * z) / reach
    if (edge >= 1) {
      into.set(1, 1, 1)
      return
    }
    this.#tableLightmap.look(x / reach / 2 + 0.5, z / reach / 2 + 0.5, this.gather, into)
    diffuse.look(0, 1, 0, this.#open)
    const fade = edge < 0.6 ? 0 : (edge - 0.6) / 0.4
    const keep = 1 - fade * fade * (3 - 2 * fade)
    into.set(
      1 - keep + (keep * into.r) / this.#open.r,
      1 - keep + (keep * into.g) / this.#open.g,
      1 - keep + (keep * into.b) / this.#open.b,
    )
  }
  readonly #open = new Glow()

  /** Diffuse light at a spot: the studio as far as neighbours do not stand in the way, and their colour where they do. */
  readonly gather = (spot: Spot, light: Glow): void => {
    const { gx, gy, gz } = spot
    // Branchless orthonormal basis (Duff et al. 2017).
    const sign = gy >= 0 ? 1 : -1
    const a = -1 / (sign + gy)
    const b = gx * gz * a
    const ray = this.#ray
    const glow = this.#glow
    let red = 0
    let green = 0
    let blue = 0
    for (let index = 0; index < LOOKS.length; index += 3) {
      const s = LOOKS[index] as number
      const c = LOOKS[index + 1] as number
      const t = LOOKS[index + 2] as number
      const dx = s * (1 + sign * gx * gx * a) + t * b + c * gx
      const dy = -s * sign * gx - t * gz + c * gy
      const dz = s * sign * b + t * (sign + gz * gz * a) + c * gz
      ray.from(spot.x + gx * OFFSET, spot.y + gy * OFFSET, spot.z + gz * OFFSET).towards(dx, dy, dz)
      const solid = spot.y < -OFFSET ? undefined : this.nearest(ray)
      if (solid) {
        const { cast } = solid.substance
        red += cast.r * BOUNCE
        green += cast.g * BOUNCE
        blue += cast.b * BOUNCE
        continue
      }
      if (dy < -0.02) this.surroundings(ray, 0.42, glow)
      else this.#wide.look(dx, dy, dz, glow)
      red += glow.r
      green += glow.g
      blue += glow.b
    }
    const share = 3 / LOOKS.length
    light.set(red * share, green * share, blue * share)
  }
}

const OFFSET = 2e-3
/** Typical light on a neighbour's surface. */
const BOUNCE = 0.62

/** Directions around a normal (the second of three numbers), denser towards it by the cosine law. */
const LOOKS = lookAround(30)

function lookAround(count: number): Float64Array {
  const looks: number[] = []
  for (let index = 0; index < count; index += 1) {
    const radius = Math.sqrt((index + 0.5) / count)
    const angle = index * Math.PI * (3 - Math.sqrt(5))
    looks.push(radius * Math.cos(angle), Math.sqrt(1 - radius * radius), radius * Math.sin(angle))
  }
  return Float64Array.from(looks)
}
