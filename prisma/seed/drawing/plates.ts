import type { Placement } from './crystal.ts'
import { type Ground, rootAt } from './ground.ts'
import { frameAlong, polar, scaled, sum, vector } from './vector.ts'

/** Plates on edge, crossing one another: a few large ones, many small ones between them. */
export function crossedPlates({ chance, habitus, rock, abundance }: Ground): Placement[] {
  const large = rock ? 0.56 : 0.64
  const start = chance.between(0, 180)
  const plate = (
    away: number,
    distance: number,
    size: number,
    lift: number,
    facing: number,
    tilt: number,
  ): Placement => {
    const side = polar(away, 90)
    const { point, outward } = rootAt(rock, side.x * distance, side.z * distance)
    const centre = sum(point, scaled(outward, size * lift))
    return { facets: habitus(), centre, frame: frameAlong(polar(facing, tilt), chance.angle()), size }
  }
  // The largest shows its face and its edge to the camera.
  const main = plate(
    0,
    0,
    large,
    0.55,
    chance.pick([48, 132]) + chance.between(-8, 8),
    chance.between(68, 80),
  )
  const others = Array.from({ length: Math.round(8 * abundance) }, (_, index) =>
    plate(
      start + index * 137.5,
      chance.between(0.14, 0.48),
      large * chance.between(0.4, 0.82),
      chance.between(0.25, 0.5),
      start + index * 71 + chance.between(-30, 30),
      chance.between(58, 90),
    ),
  )
  const small = Array.from({ length: Math.round(16 * abundance) }, () =>
    plate(
      chance.between(0, 360),
      chance.between(0.2, rock ? 0.9 : 0.5),
      large * chance.between(0.14, 0.34),
      0.4,
      chance.between(0, 360),
      chance.between(40, 90),
    ),
  )
  return [main, ...others, ...small]
}

/** Lens-shaped blades on edge around a common middle, cutting through one another like petals. */
export function rosette({ chance, habitus, rock, abundance }: Ground): Placement[] {
  const count = Math.round(34 * abundance)
  const middle = rock ? sum(rootAt(rock, 0, 0).point, vector(0, 0.1, 0)) : vector(0, 0.3, 0)
  return Array.from({ length: count }, (_, index) => {
    const outward = polar(index * 137.5, chance.between(0, 105) * Math.sqrt((index + 1) / count))
    const roll = frameAlong(outward, chance.angle())
    const offset = scaled(vector(outward.x, outward.y * 0.8, outward.z), chance.between(0.2, 0.46))
    const frame = frameAlong(sum(roll.right, scaled(chance.direction(), 0.35)), chance.angle())
    const size = chance.between(0.34, 0.6) * (index < 4 ? 1.15 : 1)
    return { facets: habitus(), centre: sum(middle, offset), frame, size }
  })
}
