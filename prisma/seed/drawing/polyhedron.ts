import { type Box, boxAround } from './solid.ts'
import { cross, difference, dot, length, perpendicular, scaled, sum, type Vector, vector } from './vector.ts'

/** A plane in the scene: inside where `normal · p < distance`. */
export interface Plane {
  readonly normal: Vector
  readonly distance: number
}

/** The corners of the convex body inside all planes: every three planes that meet inside all the others. */
export function corners(planes: readonly Plane[]): Vector[] {
  const found: Vector[] = []
  planes.forEach((a, i) => {
    planes.slice(i + 1).forEach((b, j) => {
      const edge = cross(a.normal, b.normal)
      if (length(edge) < 1e-4) return
      for (const c of planes.slice(i + j + 2)) {
        const point = meeting(a, b, c, edge)
        if (point && planes.every((plane) => dot(plane.normal, point) < plane.distance + 1e-6))
          found.push(point)
      }
    })
  })
  return found
}

/** Cramer's rule. */
function meeting(a: Plane, b: Plane, c: Plane, edge: Vector): Vector | undefined {
  const volume = dot(edge, c.normal)
  if (Math.abs(volume) < 1e-6) return undefined
  const total = sum(
    sum(scaled(cross(b.normal, c.normal), a.distance), scaled(cross(c.normal, a.normal), b.distance)),
    scaled(edge, c.distance),
  )
  return scaled(total, 1 / volume)
}

/** A rectangle around one face, with the axes along which its surface detail runs. */
export interface FacePatch {
  readonly normal: Vector
  readonly corner: Vector
  readonly across: Vector
  readonly along: Vector
  readonly width: number
  readonly height: number
}

/** The patch around those corners that lie on the plane; `upright` sets which way "along" runs. */
export function facePatch(plane: Plane, points: readonly Vector[], upright: Vector): FacePatch | undefined {
  const own = points.filter((point) => Math.abs(dot(plane.normal, point) - plane.distance) < 1e-5)
  if (own.length < 3) return undefined
  const { normal } = plane
  const flat = difference(upright, scaled(normal, dot(upright, normal)))
  const along = length(flat) > 0.05 ? scaled(flat, 1 / length(flat)) : perpendicular(normal)
  const across = cross(along, normal)
  const us = own.map((point) => dot(point, across))
  const vs = own.map((point) => dot(point, along))
  const left = Math.min(...us)
  const bottom = Math.min(...vs)
  const corner = sum(sum(scaled(across, left), scaled(along, bottom)), scaled(normal, plane.distance))
  return { normal, corner, across, along, width: Math.max(...us) - left, height: Math.max(...vs) - bottom }
}

/** Boxes around slices of a slender body, since one box around a slanting needle is almost empty; undefined if stout. */
export function boxesAlong(
  centre: Vector,
  axis: Vector,
  reach: number,
  points: readonly Vector[],
): Box[] | undefined {
  const offsets = points.map((point) => difference(point, centre))
  const radius = Math.max(
    ...offsets.map((offset) => length(difference(offset, scaled(axis, dot(offset, axis))))),
  )
  const slices = Math.min(Math.round(reach / radius / 1.5), 10)
  if (slices < 3) return undefined
  const spread = (share: number) => radius * Math.sqrt(Math.max(1 - share * share, 0))
  const margin = vector(spread(axis.x), spread(axis.y), spread(axis.z))
  return Array.from({ length: slices }, (_, index) => {
    const start = sum(centre, scaled(axis, reach * ((2 * index) / slices - 1)))
    const end = sum(centre, scaled(axis, reach * ((2 * index + 2) / slices - 1)))
    const { lowest, highest } = boxAround([start, end])
    return { lowest: difference(lowest, margin), highest: sum(highest, margin) }
  })
}
