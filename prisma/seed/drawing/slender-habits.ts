import type { Chance } from './chance.ts'
import { bipyramid, type Facet, pinacoid, prism, pyramid } from './crystal-form.ts'
import { UP, vector } from './vector.ts'

/** Hair-thin prisms, cut to an edge. */
export const needle = (chance: Chance): Facet[] => [
  ...prism(4, 45, chance.between(0.02, 0.042), 'along'),
  ...pyramid(2, chance.between(0, 90), 70, 1),
  { normal: vector(0, -1, 0), distance: 1 },
]

/** Petals: round blades that thin out to a sharp rim. */
export const blade = (chance: Chance): Facet[] => {
  const slope = chance.between(9, 13)
  // The upper and the lower cone meet in a rim at the radius 1.
  const apex = Math.tan((slope * Math.PI) / 180)
  const rim = bipyramid(15, chance.between(0, 24), slope, apex).map((face) => ({
    ...face,
    distance: face.distance * chance.about(0.12),
  }))
  return [...pinacoid(UP, apex * chance.between(0.5, 0.7)), ...rim]
}
