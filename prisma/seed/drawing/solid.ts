import type { Ray, Spot } from './ray.ts'
import type { Substance } from './substance.ts'
import type { Vector } from './vector.ts'

/** Surfaces nearer than this to the start of a ray are the ones it just left. */
export const SKIN = 1e-5

/** Two opposite corners of an upright box. */
export interface Box {
  readonly lowest: Vector
  readonly highest: Vector
}

/** Anything with a surface that a ray can meet. */
export interface Solid {
  readonly substance: Substance
  /** One box around it, or several around parts of it: a slanting needle would leave one almost empty. */
  readonly boxes: readonly Box[]
  /** Whether it takes long to find out where a ray meets it. */
  readonly slow: boolean
  /** Points on its outline: the camera frames them. */
  readonly outline: readonly Vector[]
  /** Whether it is in the ray's way; if so, shortens the ray and leaves the face it met in `ray.face`. */
  meet(ray: Ray): boolean
  /** Describes the place where the ray met the solid; `fine` asks for surface detail too. */
  survey(ray: Ray, spot: Spot, fine: boolean): void
}

/** The corners of the box around some points. */
export function boxAround(points: readonly Vector[]): Box {
  const lowest = { x: Infinity, y: Infinity, z: Infinity }
  const highest = { x: -Infinity, y: -Infinity, z: -Infinity }
  for (const { x, y, z } of points) {
    lowest.x = Math.min(lowest.x, x)
    lowest.y = Math.min(lowest.y, y)
    lowest.z = Math.min(lowest.z, z)
    highest.x = Math.max(highest.x, x)
    highest.y = Math.max(highest.y, y)
    highest.z = Math.max(highest.z, z)
  }
  return { lowest, highest }
}
