import type { Placement } from './crystal.ts'
import { type Ground, rootAt } from './ground.ts'
import { onSurface } from './rock.ts'
import { frameAlong, polar, scaled, sum, turned, UP, unit, vector } from './vector.ts'

/** Stout crystals: a large one with smaller ones grown into it and around it. */
export function intergrown(ground: Ground): Placement[] {
  const { chance, habitus, rock, abundance } = ground
  const large = (rock ? 0.46 : 0.68) * (abundance > 1.2 ? 0.86 : 1)
  const aside = vector(chance.between(-0.2, 0.2), 1, 0.12)
  const main: Placement = {
    facets: habitus(),
    centre: rock ? sum(onSurface(rock, aside), vector(0, large * 0.3, 0)) : vector(0, large * 0.46, 0),
    frame: frameAlong(sum(UP, scaled(chance.upward(60), 0.45)), chance.between(0.3, 0.7)),
    size: large,
  }
  return [main, ...stepped(ground, main), ...companions(ground, large), ...fry(ground, large)]
}

/** Smaller crystals in the same position as the main one, half sunk into it: its faces seem to grow in steps. */
function stepped({ chance, habitus }: Ground, { frame, centre, size: large }: Placement): Placement[] {
  return Array.from({ length: chance.whole(2, 4) }, () => {
    const offset = scaled(turned(frame, chance.direction()), large * chance.between(0.3, 0.5))
    return { facets: habitus(), centre: sum(centre, offset), frame, size: large * chance.between(0.4, 0.68) }
  })
}

/** Crystals of middling size all around, each turned its own way. */
function companions({ chance, habitus, rock, abundance }: Ground, large: number): Placement[] {
  const count = Math.round((rock ? 8 : 4) * abundance)
  const start = chance.between(0, 360)
  return Array.from({ length: count }, (_, index) => {
    const size = large * chance.between(0.34, 0.74)
    const away = polar(start + (index * 360) / count + chance.between(-20, 20), 90)
    const distance = rock ? chance.between(0.3, 0.62) : large * 0.55 + size * 0.35
    const foot = rock ? rootAt(rock, away.x * distance, away.z * distance).point : scaled(away, distance)
    const centre = sum(foot, vector(0, size * chance.between(0.15, rock ? 0.3 : 0.55), 0))
    return { facets: habitus(), centre, frame: frameAlong(chance.direction(), chance.angle()), size }
  })
}

/** Many little ones at the feet of the others. */
function fry({ chance, habitus, rock, abundance }: Ground, large: number): Placement[] {
  return Array.from({ length: Math.round((rock ? 26 : 9) * abundance) }, () => {
    const size = large * chance.between(0.1, 0.28)
    const away = polar(chance.between(0, 360), 90)
    const distance = rock ? chance.between(0.3, 0.95) : large * chance.between(0.6, 0.85)
    const { point } = rootAt(rock, away.x * distance, away.z * distance)
    const centre = sum(point, vector(0, size * 0.2, 0))
    return { facets: habitus(), centre, frame: frameAlong(chance.direction(), chance.angle()), size }
  })
}

/** Many crystals of like size strewn over the rock: standing, leaning and lying. Without rock there is no heap to lie on. */
export function strewn(ground: Ground): Placement[] {
  const { chance, habitus, rock, abundance } = ground
  if (!rock) return intergrown(ground)
  const count = Math.round(36 * abundance)
  return Array.from({ length: count }, (_, index) => {
    const away = polar(index * 137.5 + chance.between(-20, 20), 90)
    const distance = 0.9 * Math.sqrt((index + chance.next()) / count)
    const { point, outward } = rootAt(rock, away.x * distance, away.z * distance)
    const size = chance.between(0.11, 0.2) * (index < 6 ? 1.7 : 1)
    const axis = unit(sum(outward, scaled(chance.direction(), 0.9)))
    return {
      facets: habitus(),
      centre: sum(point, scaled(axis, size * 0.4)),
      frame: frameAlong(axis, chance.angle()),
      size,
    }
  })
}
