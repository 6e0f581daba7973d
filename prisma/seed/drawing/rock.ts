import type { Chance } from './chance.ts'
import type { Lump } from './growth.ts'
import { fractalNoise } from './noise.ts'
import { dot, length, scaled, sum, unit, type Vector, vector } from './vector.ts'

const SHARPNESS = 26

/** A low slab broken from the rock face: rough fracture planes with rounded edges. */
export function brokenRock(chance: Chance): Lump {
  const width = chance.between(0.8, 0.92)
  const height = chance.between(0.28, 0.42)
  const depth = chance.between(0.62, 0.78)
  const fractures = Array.from({ length: 18 }, () => ({
    normal: chance.direction(),
    distance: chance.between(0.68, 1),
  }))
  const offset = chance.between(0, 20)
  return {
    centre: vector(0, height * 0.55, 0),
    radius: (direction) => {
      // Squeezing the direction makes an ellipsoid of the sphere.
      const squeezed = vector(direction.x / width, direction.y / height, direction.z / depth)
      const stretch = 1 / length(squeezed)
      const d = unit(squeezed)
      let total = 1e-9
      for (const { normal, distance } of fractures) {
        const facing = dot(normal, d)
        if (facing > 0.2) total += (facing / distance) ** SHARPNESS
      }
      // A soft minimum of the distances to all fracture planes.
      const chunk = Math.min(total ** (-1 / SHARPNESS), 1.15)
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
