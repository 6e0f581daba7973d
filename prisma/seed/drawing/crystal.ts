import { mapped, type Rgb } from './colour.ts'
import { CrystalFace } from './crystal-face.ts'
import type { Facet } from './crystal-form.ts'
import { zoneShare } from './crystal-zoning.ts'
import { boxesAlong, corners, facePatch } from './polyhedron.ts'
import type { Ray, Spot } from './ray.ts'
import { type Box, boxAround, SKIN, type Solid } from './solid.ts'
import type { Substance } from './substance.ts'
import { difference, dot, type Frame, turned, type Vector } from './vector.ts'

/** Where a crystal grows, how large and which way up. */
export interface Placement {
  readonly facets: readonly Facet[]
  readonly centre: Vector
  readonly frame: Frame
  /** Length in the scene of 1 in the crystal's own measure. */
  readonly size: number
}

/** How deep light goes before most of it is scattered, as a share of the crystal's size. */
const SKIN_DEPTH = 0.12

/** A convex body bounded by flat faces. */
export class Crystal implements Solid {
  readonly slow = false
  readonly substance: Substance
  readonly boxes: readonly Box[]
  /** The box around the whole. */
  readonly around: Box
  readonly outline: readonly Vector[]
  readonly centre: Vector
  readonly size: number
  readonly axis: Vector
  /** From the centre to the ends, along the axis. */
  readonly reach: number
  /** Other crystals that it has grown together with; light passes between them. */
  neighbours: readonly Crystal[] = []
  /** About how thick it is. */
  readonly girth: number
  /** Share of light lost per unit of length, by colour. */
  readonly absorption: Rgb
  readonly absorptionOfSecond: Rgb
  /** Share of light scattered by veils per unit of length. */
  readonly haze: number
  /** Normal and distance of each plane, four numbers each. */
  readonly #planes: Float64Array
  readonly #faces: readonly CrystalFace[]

  constructor({ facets, centre, frame, size }: Placement, substance: Substance) {
    this.substance = substance
    this.centre = centre
    this.size = size
    this.axis = frame.up
    const candidates = facets.map((facet) => {
      const normal = turned(frame, facet.normal)
      return { normal, distance: facet.distance * size + dot(normal, centre), striation: facet.striation }
    })
    this.outline = corners(candidates)
    this.around = boxAround(this.outline)
    this.reach = Math.max(...this.outline.map((point) => Math.abs(dot(difference(point, centre), frame.up))))
    this.boxes = boxesAlong(centre, frame.up, this.reach, this.outline) ?? [this.around]
    const faces: CrystalFace[] = []
    const planes: number[] = []
    for (const candidate of candidates) {
      const patch = facePatch(candidate, this.outline, frame.up)
      if (!patch) continue
      faces.push(new CrystalFace(patch, candidate.striation))
      planes.push(patch.normal.x, patch.normal.y, patch.normal.z, candidate.distance)
    }
    this.#faces = faces
    this.#planes = Float64Array.from(planes)
    this.girth = Math.max(2 * this.depth(centre.x, centre.y, centre.z), 0.16 * size)
    // The body colour is about what is left of white light after it went once through.
    const perLength = (channel: number) => (-0.45 * Math.log(channel)) / this.girth
    this.absorption = mapped(substance.body, perLength)
    this.absorptionOfSecond = mapped(substance.second, perLength)
    this.haze = (0.9 * (1 - substance.clarity)) / this.girth
  }

  meet(ray: Ray): boolean {
    const planes = this.#planes
    const { ox, oy, oz, dx, dy, dz } = ray
    let near = SKIN
    let far = ray.limit
    let face = -1
    for (let index = 0; index < planes.length; index += 4) {
      const nx = planes[index] as number
      const ny = planes[index + 1] as number
      const nz = planes[index + 2] as number
      const rate = nx * dx + ny * dy + nz * dz
      const gap = (planes[index + 3] as number) - nx * ox - ny * oy - nz * oz
      if (rate < 0) {
        const distance = gap / rate
        if (distance > near) {
          near = distance
          face = index
          if (near >= far) return false
        }
      } else {
        if (gap <= 0) return false
        const distance = gap / rate
        if (distance < far) {
          far = distance
          if (near >= far) return false
        }
      }
    }
    if (face < 0) return false
    ray.limit = near
    ray.face = face >> 2
    return true
  }

  /** Ends a ray that starts inside at the face, left in `ray.face`, by which it leaves. */
  leave(ray: Ray): void {
    const planes = this.#planes
    const { ox, oy, oz, dx, dy, dz } = ray
    let far = Infinity
    let face = 0
    for (let index = 0; index < planes.length; index += 4) {
      const nx = planes[index] as number
      const ny = planes[index + 1] as number
      const nz = planes[index + 2] as number
      const rate = nx * dx + ny * dy + nz * dz
      if (rate <= 0) continue
      const distance = ((planes[index + 3] as number) - nx * ox - ny * oy - nz * oz) / rate
      if (distance < far) {
        far = distance
        face = index
      }
    }
    ray.face = face >> 2
    ray.limit = Math.max(far, 0)
  }

  normalOf(face: number): Vector {
    return (this.#faces[face] as CrystalFace).normal
  }

  /** The neighbour, if any, inside of which the ray starts too. */
  overlapping(ray: Ray): Crystal | undefined {
    for (const neighbour of this.neighbours) {
      if (neighbour.#holds(ray)) return neighbour
    }
    return undefined
  }

  /** Whether the ray starts inside, and not just in the surface. */
  #holds({ ox, oy, oz }: Ray): boolean {
    const { lowest, highest } = this.around
    if (oy > highest.y || ox < lowest.x || ox > highest.x || oz < lowest.z || oz > highest.z) return false
    for (let index = 0; index < this.#planes.length; index += 4) {
      if (this.#gap(index, ox, oy, oz) < 1e-3) return false
    }
    return true
  }

  /** Distance to the nearest face, negative outside. */
  depth(x: number, y: number, z: number): number {
    let least = Infinity
    for (let index = 0; index < this.#planes.length; index += 4)
      least = Math.min(least, this.#gap(index, x, y, z))
    return least
  }

  survey(ray: Ray, spot: Spot, fine: boolean): void {
    spot.substance = this.substance
    spot.at(ray.ox + ray.dx * ray.limit, ray.oy + ray.dy * ray.limit, ray.oz + ray.dz * ray.limit)
    const { face } = ray
    const own = this.#faces[face] as CrystalFace
    own.describe(spot)
    // The colour that shows is that of the layers just below the surface.
    const below = SKIN_DEPTH * this.size
    spot.zone = zoneShare(this, spot.x - spot.gx * below, spot.y - spot.gy * below, spot.z - spot.gz * below)
    if (!fine) return
    own.roughen(spot, this.substance.relief)
    this.#bevel(spot, face * 4)
  }

  /** Rounds edges a little: near one, the normal leans over to the next face, and the edge catches light. */
  #bevel(spot: Spot, own: number): void {
    const planes = this.#planes
    const width = 0.012 * Math.sqrt(this.size)
    let least = width
    let other = -1
    for (let index = 0; index < planes.length; index += 4) {
      if (index === own) continue
      const gap = this.#gap(index, spot.x, spot.y, spot.z)
      if (gap < least) {
        least = gap
        other = index
      }
    }
    if (other < 0) return
    const share = 1 - least / width
    const lean = 0.9 * share * share
    const normal = this.normalOf(other >> 2)
    spot.tilt(lean * normal.x, lean * normal.y, lean * normal.z)
  }

  #gap(plane: number, x: number, y: number, z: number): number {
    const planes = this.#planes
    return (
      (planes[plane + 3] as number) -
      (planes[plane] as number) * x -
      (planes[plane + 1] as number) * y -
      (planes[plane + 2] as number) * z
    )
  }
}
