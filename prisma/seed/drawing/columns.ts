import type { Placement } from './crystal.ts'
import { type Ground, rootAt } from './ground.ts'
import { frameAlong, polar, scaled, sum, turned, UP, unit, type Vector } from './vector.ts'

/** Columns that stand on their roots: one tall, some shorter ones leaning outward, many small ones at their feet. */
export function standing(ground: Ground): Placement[] {
  const { chance, rock, abundance } = ground
  const tall = (rock ? 0.72 : 0.8) * (abundance > 1.2 ? 0.92 : 1)
  const lean = unit(sum(UP, scaled(chance.upward(14), 0.5)))
  const main = column(ground, chance.between(-0.08, 0.08), chance.between(-0.05, 0.1), tall, lean)
  const placements = [main, ...parallel(ground, main)]
  const start = chance.between(0, 360)
  const others = Math.round(3.8 * abundance)
  for (let index = 0; index < others; index += 1) {
    const away = polar(start + (index * 360) / others + chance.between(-25, 25), 90)
    const distance = chance.between(0.16, 0.34)
    const axis = unit(sum(UP, scaled(away, chance.between(0.15, 0.7))))
    placements.push(
      column(ground, away.x * distance, away.z * distance, tall * chance.between(0.42, 0.78), axis),
    )
  }
  const small = Math.round(16 * abundance)
  for (let index = 0; index < small; index += 1) {
    const away = polar(chance.between(0, 360), 90)
    const distance = chance.between(0.16, rock ? 0.62 : 0.38)
    const axis = unit(sum(UP, scaled(away, chance.between(0.1, 1.1))))
    placements.push(
      column(ground, away.x * distance, away.z * distance, tall * chance.between(0.12, 0.32), axis),
    )
  }
  return placements
}

function column(
  { chance, habitus, rock, foot }: Ground,
  x: number,
  z: number,
  size: number,
  axis: Vector,
): Placement {
  const { point } = rootAt(rock, x, z)
  const centre = sum(point, scaled(axis, size * foot))
  return { facets: habitus(), centre, frame: frameAlong(axis, chance.angle()), size }
}

/** A few shorter crystals grown side by side with a tall one, all their faces parallel to its. */
function parallel({ chance, habitus }: Ground, { frame, centre, size: tall }: Placement): Placement[] {
  return Array.from({ length: chance.whole(1, 3) }, () => {
    const away = turned(frame, polar(chance.between(0, 360), 90))
    const size = tall * chance.between(0.55, 0.85)
    const drop = (tall - size) * chance.between(0.5, 1)
    const offset = sum(scaled(away, tall * chance.between(0.16, 0.3)), scaled(frame.up, -drop))
    return { facets: habitus(), centre: sum(centre, offset), frame, size }
  })
}
