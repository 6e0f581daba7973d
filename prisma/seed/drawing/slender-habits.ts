import type { Chance } from './chance.ts'
import { bipyramid, type Facet, pinacoid, prism, pyramid } from './crystal-form.ts'
import { UP, vector } from './vector.ts'

/** Hair-thin prisms, cut to an edge. */
export const needle = (chance: Chance): Facet[] => [
  ...prism(4, 45, chance.between(0.018, 0.034), 'along'),
  ...pyramid(2, chance.between(0, 90), 70, 1),
  { normal: vector(0, -1, 0), distance: 1 },
]

/** Petals: round blades that thin out to a sharp rim. */
export const blade = (chance: Chance): Facet[] => {
  const thickness = chance.between(0.05, 0.08)
  const rim = bipyramid(14, 0, chance.between(10, 16), 0.3)
  return [...pinacoid(UP, thickness), ...rim, ...prism(9, chance.between(0, 40), chance.between(0.8, 1))]
}
