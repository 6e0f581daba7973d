import type { Chance } from './chance.ts'
import type { Lump } from './growth.ts'
import { fractalNoise } from './noise.ts'
import { dot, length, scaled, sum, unit, type Vector, vector } from './vector.ts'

/** Half-axes of a lump of rock. */
export interface Extent {
  readonly width: number
  readonly height: number
  readonly depth: number
}

/** A lump broken from the rock face: rough fracture planes with rounded edges, flattened to the given half-axes. */
export function brokenRock(chance: Chance, { width, height, depth }: Extent, centre: Vector): Lump {
  const fractures = Array.from({ length: 22 }, () => ({
    normal: chance.direction(),
    distance: chance.between(0.74, 1),
  }))
  const offset = chance.between(0, 20)
  const sharpness = 26
  return {
    centre,
    radius: (direction) => {
      // Squeezing the direction makes an ellipsoid of the sphere.
      const squeezed = vector(direction.x / width, direction.y / height, direction.z / depth)
      const stretch = 1 / length(squeezed)
      const d = unit(squeezed)
      let total = 1e-9
      for (const { normal, distance } of fractures) {
        const facing = dot(normal, d)
        if (facing > 0.2) total += (facing / distance) ** sharpness
      }
      // A soft minimum of the distances to all fracture planes.
      const chunk = Math.min(total ** (-1 / sharpness), 1.15)
      const rough =
        0.11 * fractalNoise(d.x * 3 + offset, d.y * 3, d.z * 3, 4) +
        0.035 * fractalNoise(d.x * 14 + d.y * 8, d.y * 14 + offset - d.z * 7, d.z * 14 + d.x * 6, 3)
      return stretch * (chunk + rough)
    },
  }
}

/** The point on a lump's surface in a direction from its centre. */
export const onSurface = ({ centre, radius }: Lump, direction: Vector): Vector =>
  sum(centre, scaled(unit(direction), radius(unit(direction))))
