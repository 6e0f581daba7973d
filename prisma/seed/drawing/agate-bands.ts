import { fractalNoise } from './noise.ts'

/**
 * Agate's bands, as the share of the second colour: broad ones with fine ones in them. `depth` is 0 at the
 * hollow and 1 at the rind.
 */
export function agateBand(depth: number, x: number, y: number, z: number): number {
  const t = depth + 0.05 * fractalNoise(x * 3, y * 3, z * 3, 3)
  const fine = 0.5 + 0.5 * Math.sin(t * 60 + 2.5 * Math.sin(t * 17))
  const broad = 0.5 + 0.5 * Math.sin(t * 14 + 1)
  return Math.min(Math.max(0.55 * fine * fine + 0.6 * broad - 0.1, 0), 1)
}
