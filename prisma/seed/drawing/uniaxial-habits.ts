import type { Chance } from './chance.ts'
import { bipyramid, type Facet, pinacoid, prism, pyramid, underneath } from './crystal-form.ts'
import { polar, UP, vector } from './vector.ts'

/**
 * Hexagonal, trigonal and tetragonal habits: one upright axis, the crystal 1 from its centre to its ends.
 * Columns end in a plain break below, where they are rooted: faces that nobody sees would only cost time.
 */

const broken: Facet = { normal: vector(0, -1, 0), distance: 0.98 }

/** Beryl, apatite: a six-sided column with a flat end, its rim bevelled. */
export const hexagonalPrism = (chance: Chance): Facet[] => [
  ...prism(6, 0, chance.between(0.24, 0.3), 'along'),
  ...pinacoid(UP, 1),
  ...pyramid(6, 0, 45, chance.between(1.17, 1.22)),
  ...pyramid(6, 30, 60, chance.between(1.42, 1.48)),
]

/** Quartz: horizontally striated prism, three large and three small faces to the point. */
export const quartzPrism = (chance: Chance): Facet[] => {
  const radius = chance.between(0.24, 0.32)
  const point = [...pyramid(3, 0, 51.8, 1), ...pyramid(3, 60, 51.8, chance.between(1.03, 1.14))]
  return [
    ...prism(6, 0, radius, 'across').map((face) => ({
      ...face,
      distance: face.distance * chance.about(0.14),
    })),
    ...point.map((face) => ({ ...face, distance: face.distance * chance.about(0.04) })),
    broken,
  ]
}

export const hexagonalTablet = (chance: Chance): Facet[] => {
  const thickness = chance.between(0.12, 0.2)
  return [
    ...pinacoid(UP, thickness),
    ...prism(6, 0, 0.88, 'across'),
    ...bipyramid(6, 0, 50, thickness + chance.between(0.98, 1.02)),
  ]
}

/** Pyromorphite, vanadinite: a prism whose sides bulge. */
export const hexagonalBarrel = (chance: Chance): Facet[] => {
  const radius = chance.between(0.5, 0.58)
  return [
    ...prism(6, 0, radius, 'across'),
    ...bipyramid(6, 0, 81, radius * 6.75),
    ...bipyramid(6, 0, 45, radius + 0.66),
    ...pinacoid(UP, chance.between(0.74, 0.82)),
  ]
}

/** Tourmaline: a rounded triangle in cross-section, strongly striated, with a low three-faced cap. */
export const trigonalPrism = (chance: Chance): Facet[] => {
  const radius = chance.between(0.2, 0.25)
  const cap = pyramid(3, 60, 27, 1)
  return [
    ...prism(3, 0, radius, 'along'),
    ...prism(6, 30, radius * 1.1, 'along'),
    ...prism(3, 60, radius * 1.34, 'along'),
    ...cap,
    ...pyramid(3, 0, 46, 1.09),
    broken,
  ]
}

export const rhombohedron = (chance: Chance): Facet[] => {
  const top = pyramid(3, 30, 44.6, 1).map((face) => ({
    ...face,
    distance: face.distance * chance.about(0.05),
  }))
  return [...top, ...underneath(top, 60), ...pinacoid(UP, chance.between(0.94, 1.1))]
}

/** Calcite's dog-tooth {21·1}: twelve steep faces in pairs, meeting in a zigzag around the middle. */
export const scalenohedron = (chance: Chance): Facet[] => {
  const distance = Math.cos((69.2 * Math.PI) / 180)
  const top = [-19.1, 19.1].flatMap((offset) =>
    [30, 150, 270].map((phi) => ({ normal: polar(phi + offset, 69.2), distance })),
  )
  const tip = pyramid(3, 30, 44.6, chance.between(0.9, 0.97))
  return [...top, ...underneath(top, 60), ...tip, ...underneath(tip, 60)]
}

export const tetragonalPrism = (chance: Chance): Facet[] => [
  ...prism(4, 45, chance.between(0.34, 0.4), 'along'),
  ...prism(4, 0, chance.between(0.45, 0.49), 'along'),
  ...pyramid(4, 45, 42, 1),
  ...pyramid(4, 45, 62, chance.between(1.12, 1.2)),
  ...pinacoid(UP, chance.between(0.88, 0.97)),
]

export const tetragonalBipyramid = (chance: Chance): Facet[] => [
  ...bipyramid(4, 45, 64, 1).map((face) => ({ ...face, striation: 'across' as const })),
  ...bipyramid(4, 45, 39, chance.between(0.86, 0.93)),
  ...bipyramid(4, 0, 56, chance.between(1.02, 1.06)),
]

/** Wulfenite: thin square plates with bevelled rims. */
export const tetragonalTablet = (chance: Chance): Facet[] => {
  const thickness = chance.between(0.07, 0.13)
  return [
    ...pinacoid(UP, thickness),
    ...prism(4, 45, 0.7 * chance.about(0.03)),
    ...prism(4, 0, chance.between(0.9, 0.95)),
    ...bipyramid(4, 45, 58, thickness + chance.between(1.02, 1.08)).map((face) => ({
      ...face,
      distance: face.distance * chance.about(0.03),
    })),
  ]
}
