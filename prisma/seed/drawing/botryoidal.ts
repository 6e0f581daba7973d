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
  const widest = rock ? 76 : 96
  const sizes = [
    { count: 7, low: 0.24, high: 0.36 },
    { count: Math.round(34 * abundance), low: 0.13, high: 0.24 },
    { count: Math.round(110 * abundance), low: 0.06, high: 0.13 },
  ]
  for (const { count, low, high } of sizes) {
    for (let index = 0; index < count; index += 1) {
      const spread = widest * Math.sqrt((index + chance.next()) / count)
      const direction = polar(index * 137.508 + chance.between(-14, 14), spread)
      const radius = chance.between(low, high) * (rock ? 0.85 : 1)
      // Large domes lie deeper, so that all together make one crust.
      const lift = 0.1 - radius * chance.between(0.5, 0.75)
      found.push({ centre: sum(core(direction), scaled(direction, lift)), radius })
    }
  }
  return found
}
