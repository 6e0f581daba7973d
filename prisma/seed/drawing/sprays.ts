import type { Placement } from './crystal.ts'
import { type Ground, rootAt } from './ground.ts'
import { blend, frameAlong, scaled, sum, unit, vector } from './vector.ts'

/** Long blades that fan out from a common foot, with short ones between them. */
export function fan({ chance, habitus, rock, abundance }: Ground): Placement[] {
  const tall = rock ? 0.68 : 0.84
  const count = Math.round(26 * abundance)
  return Array.from({ length: count }, (_, index) => {
    const share = ((index * 0.618) % 1) - 0.5
    const long = index % 3 === 0
    const size = tall * (long ? chance.between(0.72, 1) : chance.between(0.22, 0.62))
    const sideways = share * (long ? 1.5 : 2.2) + chance.between(-0.15, 0.15)
    const axis = unit(vector(sideways, 1, chance.between(-0.6, 0.65)))
    const { point } = rootAt(rock, share * 0.5, chance.between(-0.2, 0.2))
    const centre = sum(point, scaled(axis, size * 0.82))
    return { facets: habitus(), centre, frame: frameAlong(axis, chance.angle()), size }
  })
}

/** Hair-thin crystals that burst from a few points. */
export function spray({ chance, habitus, rock, abundance }: Ground): Placement[] {
  const tall = rock ? 0.62 : 0.78
  const foci = [0, chance.between(-0.4, -0.25), chance.between(0.25, 0.42)]
  return foci.flatMap((x, index) => {
    const { point } = rootAt(rock, x, index * 0.06)
    const count = Math.round((index === 0 ? 56 : 26) * abundance)
    return Array.from({ length: count }, () => {
      const axis = unit(blend(chance.upward(74), unit(vector(x, 1, 0)), 0.25))
      const size = tall * (index === 0 ? 1 : 0.62) * chance.between(0.45, 1)
      const centre = sum(point, scaled(axis, size * 0.92))
      return { facets: habitus(), centre, frame: frameAlong(axis, chance.angle()), size }
    })
  })
}
