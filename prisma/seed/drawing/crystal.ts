import { mapped, type Rgb } from './colour.ts'
import { CrystalFace } from './crystal-face.ts'
import type { Facet } from './crystal-form.ts'
import { zoneShare } from './crystal-zoning.ts'
import { HalfSpaces } from './half-spaces.ts'
import { boxesAlong, corners, facePatch } from './polyhedron.ts'
import type { Ray, Spot } from './ray.ts'
import { type Box, boxAround, type Solid } from './solid.ts'
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
/** One cannot look into thinner crystals, such as needles. */
const LEAST_GIRTH = 0.09
/** Nearer than this to a face, a place is in the face and not inside. */
const MARGIN = 1e-3

/** The bevel's distance to the edge; reused. */
const edge = { gap: 0.5 }

/** A convex body bounded by flat faces. */
export class Crystal implements Solid {
  readonly slow = false
  readonly substance: Substance
  readonly boxes: readonly Box[]
  readonly outline: readonly Vector[]
  readonly centre: Vector
  readonly size: number
  readonly axis: Vector
  /** From the centre to the ends, along the axis. */
  readonly reach: number
  /** About how thick it is. */
  readonly girth: number
  /** The box around the whole. */
  readonly around: Box
  /** Other crystals that it has grown together with; light passes between them. */
  neighbours: readonly Crystal[] = []
  /** Share of light lost per unit of length, by colour. */
  readonly absorption: Rgb
  readonly absorptionOfSecond: Rgb
  /** Share of light scattered by veils per unit of length. */
  readonly haze: number
  readonly #body: HalfSpaces
  readonly #faces: readonly CrystalFace[]

  constructor({ facets, centre, frame, size }: Placement, substance: Substance) {
    this.substance = substance
    this.centre = centre
    this.size = size
    this.axis = frame.up
    const planes = facets.map((facet) => {
      const normal = turned(frame, facet.normal)
      return { normal, distance: facet.distance * size + dot(normal, centre), striation: facet.striation }
    })
    this.outline = corners(planes)
    this.around = boxAround(this.outline)
    this.reach = Math.max(...this.outline.map((point) => Math.abs(dot(difference(point, centre), frame.up))))
    this.boxes = boxesAlong(centre, frame.up, this.reach, this.outline) ?? [this.around]
    // Planes that the others cut off altogether make no face.
    const patches = planes.map((plane) => ({ plane, patch: facePatch(plane, this.outline, frame.up) }))
    const faces = patches.flatMap(({ plane, patch }) => (patch ? [{ plane, patch }] : []))
    this.#faces = faces.map(({ plane, patch }) => new CrystalFace(patch, plane.striation))
    this.#body = new HalfSpaces(faces.map(({ plane }) => plane))
    this.girth = Math.max(2 * this.depth(centre.x, centre.y, centre.z), 0.16 * size)
    // The body colour is about what is left of white light after it went through twice (Beer–Lambert).
    const perLength = (channel: number) => (-0.45 * Math.log(channel)) / this.girth
    this.absorption = mapped(substance.body, perLength)
    this.absorptionOfSecond = mapped(substance.second, perLength)
    this.haze = (0.9 * (1 - substance.clarity)) / this.girth
  }

  /** Whether one can look into it. */
  get clear(): boolean {
    return this.substance.clarity > 0 && this.girth > LEAST_GIRTH
  }

  meet(ray: Ray): boolean {
    return this.#body.meet(ray)
  }

  /** Ends a ray that starts inside at the face, left in `ray.face`, by which it leaves. */
  leave(ray: Ray): void {
    this.#body.leave(ray)
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

  /** Distance to the nearest face, negative outside. */
  depth(x: number, y: number, z: number): number {
    return this.#body.depth(x, y, z)
  }

  survey(ray: Ray, spot: Spot, fine: boolean): void {
    const { face } = ray
    const own = this.#faces[face] as CrystalFace
    spot.substance = this.substance
    spot.at(ray.ox + ray.dx * ray.limit, ray.oy + ray.dy * ray.limit, ray.oz + ray.dz * ray.limit)
    own.describe(spot)
    // The colour that shows is that of the layers just below the surface.
    const below = SKIN_DEPTH * this.size
    spot.zone = zoneShare(this, spot.x - spot.gx * below, spot.y - spot.gy * below, spot.z - spot.gz * below)
    if (!fine) return
    own.roughen(spot, this.substance.relief)
    this.#bevel(spot, face)
  }

  #holds(ray: Ray): boolean {
    const { lowest, highest } = this.around
    const { ox, oy, oz } = ray
    if (oy > highest.y || ox < lowest.x || ox > highest.x || oz < lowest.z || oz > highest.z) return false
    return this.#body.holds(ray, MARGIN)
  }

  /** Rounds edges a little: near one, the normal leans over to the next face, and the edge catches light. */
  #bevel(spot: Spot, own: number): void {
    const width = 0.012 * Math.sqrt(this.size)
    const other = this.#body.nearestBut(own, spot, width, edge)
    if (other < 0) return
    const share = 1 - edge.gap / width
    const lean = 0.9 * share * share
    const { x, y, z } = this.normalOf(other)
    spot.tilt(lean * x, lean * y, lean * z)
  }
}
