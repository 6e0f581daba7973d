import type { Chance } from './chance.ts'
import type { Placement } from './crystal.ts'
import type { Habitus, Lump } from './growth.ts'
import { onSurface } from './rock.ts'
import { blend, frameAlong, polar, scaled, sum, turned, UP, unit, type Vector, vector } from './vector.ts'

/** What an arrangement is made from. */
export interface Ground {
  readonly chance: Chance
  readonly habitus: Habitus
  readonly rock: Lump | undefined
  /** How far below their centres columns are rooted, as a share of their half-length. */
  readonly foot: number
  /** How many crystals, 1 for a specimen of 50 mm. */
  readonly abundance: number
}

/** The point to grow from in a direction (x, z) off the middle: on the rock, or on the table. */
function root(rock: Lump | undefined, x: number, z: number): { point: Vector; outward: Vector } {
  if (!rock) return { point: vector(x, 0, z), outward: unit(vector(x * 0.9, 1, z * 0.9)) }
  const direction = unit(vector(x, 0.62, z))
  return { point: onSurface(rock, direction), outward: unit(vector(x * 0.8, 1, z * 0.8)) }
}

/** Columns that stand on their roots: one tall, some shorter ones leaning outward, many small ones at their feet. */
export function standing({ chance, habitus, rock, abundance, foot }: Ground): Placement[] {
  const placements: Placement[] = []
  const tall = (rock ? 0.7 : 0.8) * (abundance > 1.2 ? 0.92 : 1)
  const grow = (x: number, z: number, size: number, axis: Vector, facets = habitus()): Placement => {
    const placement = {
      facets,
      centre: sum(root(rock, x, z).point, scaled(axis, size * foot)),
      frame: frameAlong(axis, chance.angle()),
      size,
    }
    placements.push(placement)
    return placement
  }
  const main = grow(
    chance.between(-0.08, 0.08),
    chance.between(-0.05, 0.1),
    tall,
    unit(sum(UP, scaled(chance.upward(14), 0.5))),
  )
  placements.push(...besides(chance, main, habitus, chance.whole(1, 3)))
  const start = chance.between(0, 360)
  const others = Math.round(3.6 * abundance)
  for (let index = 0; index < others; index += 1) {
    const angle = start + (index * 360) / others + chance.between(-25, 25)
    const away = polar(angle, 90)
    const distance = chance.between(0.16, 0.36)
    const size = tall * chance.between(0.42, 0.78)
    grow(away.x * distance, away.z * distance, size, unit(sum(UP, scaled(away, chance.between(0.2, 0.85)))))
  }
  const small = Math.round(15 * abundance)
  for (let index = 0; index < small; index += 1) {
    const away = polar(chance.between(0, 360), 90)
    const distance = chance.between(0.2, rock ? 0.75 : 0.55)
    const size = tall * chance.between(0.12, 0.32)
    grow(away.x * distance, away.z * distance, size, unit(sum(UP, scaled(away, chance.between(0.2, 1.5)))))
  }
  return placements
}

/** Smaller crystals grown parallel to a larger one, side by side with it. */
function besides(chance: Chance, main: Placement, habitus: Habitus, count: number): Placement[] {
  return Array.from({ length: count }, () => {
    const away = turned(main.frame, polar(chance.between(0, 360), 90))
    const size = main.size * chance.between(0.55, 0.85)
    const drop = main.size - size
    return {
      facets: habitus(),
      centre: sum(
        main.centre,
        sum(
          scaled(away, main.size * chance.between(0.16, 0.3)),
          scaled(main.frame.up, -drop * chance.between(0.5, 1)),
        ),
      ),
      frame: main.frame,
      size,
    }
  })
}

/** Stout crystals: a large one with smaller ones grown into it and around it. */
export function intergrown({ chance, habitus, rock, abundance }: Ground): Placement[] {
  const placements: Placement[] = []
  const large = (rock ? 0.48 : 0.68) * (abundance > 1.2 ? 0.86 : 1)
  const mainAxis = unit(sum(UP, scaled(chance.upward(60), 0.45)))
  const middle = rock
    ? sum(onSurface(rock, vector(chance.between(-0.12, 0.12), 1, 0.12)), vector(0, large * 0.3, 0))
    : vector(0, large * 0.46, 0)
  const main: Placement = {
    facets: habitus(),
    centre: middle,
    frame: frameAlong(mainAxis, chance.between(0.3, 0.7)),
    size: large,
  }
  placements.push(main)
  for (let index = chance.whole(2, 4); index > 0; index -= 1) {
    const away = turned(main.frame, chance.direction())
    placements.push({
      facets: habitus(),
      centre: sum(main.centre, scaled(away, large * chance.between(0.3, 0.5))),
      frame: main.frame,
      size: large * chance.between(0.4, 0.68),
    })
  }
  const companions = Math.round((rock ? 6 : 3.4) * abundance)
  const start = chance.between(0, 360)
  for (let index = 0; index < companions; index += 1) {
    const size = large * chance.between(0.36, 0.68)
    const away = polar(start + (index * 360) / companions + chance.between(-20, 20), 90)
    const distance = rock ? chance.between(0.4, 0.62) : large * 0.55 + size * 0.35
    const point = rock
      ? sum(root(rock, away.x * distance, away.z * distance).point, vector(0, size * 0.2, 0))
      : sum(scaled(away, distance), vector(0, size * chance.between(0.35, 0.6), 0))
    const centre = point
    placements.push({
      facets: habitus(),
      centre,
      frame: frameAlong(chance.direction(), chance.angle()),
      size,
    })
  }
  const small = Math.round((rock ? 22 : 7) * abundance)
  for (let index = 0; index < small; index += 1) {
    const size = large * chance.between(0.1, 0.28)
    const away = polar(chance.between(0, 360), 90)
    const distance = rock ? chance.between(0.35, 1) : large * chance.between(0.66, 0.95)
    const { point } = root(rock, away.x * distance, away.z * distance)
    placements.push({
      facets: habitus(),
      centre: sum(point, vector(0, size * 0.2, 0)),
      frame: frameAlong(chance.direction(), chance.angle()),
      size,
    })
  }
  return placements
}

/** Plates on edge, crossing one another. */
export function plates({ chance, habitus, rock, abundance }: Ground): Placement[] {
  const placements: Placement[] = []
  const large = rock ? 0.6 : 0.72
  const count = Math.round(6 * abundance)
  const start = chance.between(0, 180)
  for (let index = 0; index < count; index += 1) {
    const size = large * (index === 0 ? 1 : chance.between(0.4, 0.85))
    const away = polar(start + index * 137.5, 90)
    const distance = index === 0 ? 0 : chance.between(0.18, 0.55)
    const { point, outward } = root(rock, away.x * distance, away.z * distance)
    const flat = polar(
      index === 0 ? chance.between(50, 80) : start + index * 71 + chance.between(-30, 30),
      chance.between(62, 88),
    )
    const lift = index === 0 ? 0.5 : chance.between(0.2, 0.5)
    placements.push({
      facets: habitus(),
      centre: sum(point, scaled(outward, size * lift)),
      frame: frameAlong(flat, chance.angle()),
      size,
    })
  }
  const small = Math.round(14 * abundance)
  for (let index = 0; index < small; index += 1) {
    const size = large * chance.between(0.14, 0.34)
    const away = polar(chance.between(0, 360), 90)
    const distance = chance.between(0.2, rock ? 0.95 : 0.6)
    const { point, outward } = root(rock, away.x * distance, away.z * distance)
    placements.push({
      facets: habitus(),
      centre: sum(point, scaled(outward, size * 0.4)),
      frame: frameAlong(polar(chance.between(0, 360), chance.between(40, 90)), chance.angle()),
      size,
    })
  }
  return placements
}

/** Long blades that fan out from a common foot. */
export function fan({ chance, habitus, rock, abundance }: Ground): Placement[] {
  const tall = rock ? 0.66 : 0.84
  const count = Math.round(12 * abundance)
  return Array.from({ length: count }, (_, index) => {
    const share = index / (count - 1) - 0.5
    const size = tall * (index % 3 === 0 ? chance.between(0.8, 1) : chance.between(0.35, 0.8))
    const axis = unit(vector(share * 1.7 + chance.between(-0.2, 0.2), 1, chance.between(-0.55, 0.6)))
    const { point } = root(rock, share * 0.35, chance.between(-0.15, 0.15))
    return {
      facets: habitus(),
      centre: sum(point, scaled(axis, size * 0.85)),
      frame: frameAlong(axis, chance.angle()),
      size,
    }
  })
}

/** Hair-thin crystals that burst from one or a few points. */
export function spray({ chance, habitus, rock, abundance }: Ground): Placement[] {
  const tall = rock ? 0.6 : 0.78
  const centres = [
    vector(0, 0, 0),
    vector(chance.between(-0.4, -0.25), 0, 0.12),
    vector(chance.between(0.25, 0.42), 0, 0.05),
  ]
  return centres.flatMap((centre, index) => {
    const count = Math.round((index === 0 ? 56 : 26) * abundance)
    const { point } = root(rock, centre.x, centre.z)
    return Array.from({ length: count }, () => {
      const axis = blend(chance.upward(74), unit(vector(centre.x, 1, centre.z)), 0.25)
      const size = tall * (index === 0 ? 1 : 0.62) * chance.between(0.45, 1)
      return {
        facets: habitus(),
        centre: sum(point, scaled(unit(axis), size * 0.92)),
        frame: frameAlong(axis, chance.angle()),
        size,
      }
    })
  })
}

/** Lens-shaped blades on edge around a common middle, cutting through one another like petals. */
export function rosette({ chance, habitus, rock, abundance }: Ground): Placement[] {
  const count = Math.round(34 * abundance)
  const middle = rock ? sum(root(rock, 0, 0).point, vector(0, 0.1, 0)) : vector(0, 0.3, 0)
  return Array.from({ length: count }, (_, index) => {
    const outward = polar(index * 137.5, chance.between(0, 105) * Math.sqrt((index + 1) / count))
    const roll = frameAlong(outward, chance.angle())
    const size = chance.between(0.34, 0.6) * (index < 4 ? 1.15 : 1)
    return {
      facets: habitus(),
      centre: sum(middle, scaled(vector(outward.x, outward.y * 0.8, outward.z), chance.between(0.2, 0.46))),
      frame: frameAlong(sum(roll.right, scaled(chance.direction(), 0.35)), chance.angle()),
      size,
    }
  })
}

/** Many crystals of like size strewn over the rock, standing, leaning and lying. */
export function strewn({ chance, habitus, rock, abundance }: Ground): Placement[] {
  const count = Math.round(34 * abundance)
  return Array.from({ length: count }, (_, index) => {
    const away = polar(index * 137.5 + chance.between(-20, 20), 90)
    const distance = (rock ? 0.95 : 0.5) * Math.sqrt((index + chance.next()) / count)
    const { point, outward } = root(rock, away.x * distance, away.z * distance)
    const size = chance.between(0.1, 0.2) * (index < 6 ? 1.7 : 1)
    const axis = unit(sum(outward, scaled(chance.direction(), 0.9)))
    const centre = sum(point, scaled(axis, size * 0.4))
    return { facets: habitus(), centre, frame: frameAlong(axis, chance.angle()), size }
  })
}
