import type { Chance } from './chance.ts'
import type { Dome, Lump } from './growth.ts'
import { onSurface } from './rock.ts'
import { polar, scaled, sum, type Vector, vector } from './vector.ts'

/** A crust of domes like a bunch of grapes, over the rock or over a hidden core. */
export function domes(chance: Chance, rock: Lump | undefined, abundance: number): Dome[] {
  const core = (direction: Vector): Vector =>
    rock
      ? onSurface(rock, direction)
      : vector(direction.x * 0.72, 0.2 + direction.y * 0.42, direction.z * 0.6)
  const found: Dome[] = []
  const widest = rock ? 62 : 96
  const sizes = [
    { count: 5, low: 0.26, high: 0.34 },
    { count: Math.round(22 * abundance), low: 0.15, high: 0.24 },
    { count: Math.round(60 * abundance), low: 0.07, high: 0.14 },
  ]
  for (const { count, low, high } of sizes) {
    for (let index = 0; index < count; index += 1) {
      const direction = polar(
        index * 137.508 + chance.between(-14, 14),
        widest * Math.sqrt((index + chance.next()) / count),
      )
      const radius = chance.between(low, high) * (rock ? 0.85 : 1)
      const foot = core(direction)
      found.push({ centre: sum(foot, scaled(direction, (0.2 - radius) * 0.35)), radius })
    }
  }
  return found
}
