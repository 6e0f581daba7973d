import type { Chance } from './chance.ts'
import { type Facet, lozenge, pinacoid, underneath } from './crystal-form.ts'
import { UP, unit, type Vector, vector } from './vector.ts'

/** Orthorhombic, monoclinic and triclinic habits: three unequal axes, the crystal about 1 from its centre to its ends. */

const SIDE = vector(1, 0, 0)
const FRONT = vector(0, 0, 1)

/** A face through the height `apex` on the c axis, leaning to `towards`. */
const slope = (towards: Vector, apex: number): Facet => {
  const normal = unit(towards)
  return { normal, distance: apex * normal.y }
}

/** Both faces of a roof, its ridge at the height `apex`, sloping to either side along x (or z). */
const roof = (axis: 'x' | 'z', steepness: number, apex: number): Facet[] =>
  [steepness, -steepness].map((s) => slope(axis === 'x' ? vector(s, 1, 0) : vector(0, 1, s), apex))

/** Four pyramid faces in mirror symmetry. */
const pyramidOf = (x: number, z: number, apex: number): Facet[] =>
  [vector(x, 1, z), vector(-x, 1, z), vector(x, 1, -z), vector(-x, 1, -z)].map((n) => slope(n, apex))

const bothEnds = (faces: readonly Facet[]): Facet[] => [...faces, ...underneath(faces)]

/** For monoclinic and triclinic crystals the lower end is the upper one turned about the b axis. */
const inverted = (faces: readonly Facet[]): Facet[] => [
  ...faces,
  ...faces.map(({ normal, ...face }) => ({ ...face, normal: vector(-normal.x, -normal.y, -normal.z) })),
]

/** Topaz: lozenge-shaped column with striae along it, ended by a roof, a pyramid and a small flat. */
export const orthorhombicPrism = (chance: Chance): Facet[] => [
  ...lozenge(0.56, 0.36, 'along'),
  ...lozenge(0.46, 0.52, 'along'),
  ...roof('x', 1.1, chance.between(1.0, 1.06)),
  ...pyramidOf(0.9, 1.25, chance.between(1.04, 1.1)),
  ...roof('z', 0.95, chance.between(1.08, 1.14)),
  ...pinacoid(UP, chance.between(0.82, 0.94)),
]

/** Baryte: a plate, its rim of domes and prism faces. */
export const orthorhombicTablet = (chance: Chance): Facet[] => {
  const thickness = chance.between(0.1, 0.15)
  return [
    ...pinacoid(UP, thickness),
    ...lozenge(1.15, 0.74),
    ...pinacoid(SIDE, chance.between(0.8, 0.95)),
    ...bothEnds([
      ...roof('x', 1.1, thickness + chance.between(0.72, 0.78)),
      ...roof('z', 1.0, thickness + chance.between(0.5, 0.55)),
    ]),
  ]
}

/** Sulphur: a steep bipyramid, its tips cut by a flatter one. */
export const orthorhombicBipyramid = (chance: Chance): Facet[] => [
  ...bothEnds([
    ...pyramidOf(1.9, 1.55, 1),
    ...pyramidOf(0.62, 0.52, chance.between(0.72, 0.78)),
    ...roof('z', 1.3, chance.between(0.92, 0.97)),
  ]),
  ...pinacoid(UP, chance.between(0.66, 0.72)),
]

export const monoclinicPrism = (chance: Chance): Facet[] => [
  ...lozenge(0.5, 0.44, 'along'),
  ...pinacoid(SIDE, chance.between(0.3, 0.36), 'along'),
  ...pinacoid(FRONT, chance.between(0.36, 0.41)),
  ...inverted([
    slope(vector(0.62, 1, 0), 0.92),
    slope(vector(-0.75, 1, 0), chance.between(0.96, 1.04)),
    slope(vector(0.35, 1, 0.95), chance.between(1.04, 1.1)),
    slope(vector(0.35, 1, -0.95), chance.between(1.04, 1.1)),
  ]),
]

/** Gypsum, vivianite: long and flat, the ends cut slantwise like a chisel. */
export const monoclinicBlade = (chance: Chance): Facet[] => [
  ...pinacoid(FRONT, chance.between(0.07, 0.12)),
  ...lozenge(0.36, 0.2, 'along'),
  ...pinacoid(SIDE, chance.between(0.22, 0.26), 'along'),
  ...inverted([
    slope(vector(1.25, 1, 0.3), chance.between(1.0, 1.08)),
    slope(vector(1.25, 1, -0.3), chance.between(1.0, 1.08)),
    slope(vector(-0.55, 1, 0), chance.between(0.94, 1.0)),
  ]),
]

/** Titanite: sharp-edged wedges. */
export const monoclinicWedge = (chance: Chance): Facet[] => [
  ...inverted([
    slope(vector(1.05, 1, 1.55), 0.86),
    slope(vector(1.05, 1, -1.55), 0.86),
    slope(vector(-0.5, 1, 0.06), chance.between(0.5, 0.56)),
    slope(vector(0.75, 1, 0), chance.between(0.62, 0.68)),
  ]),
  ...pinacoid(SIDE, chance.between(0.66, 0.74), 'along'),
]

/** Kyanite: long laths with oblique ends. */
export const triclinicBlade = (chance: Chance): Facet[] => [
  ...inverted([
    { normal: unit(vector(0.08, 0.02, 1)), distance: chance.between(0.06, 0.09) },
    { normal: unit(vector(1, -0.04, 0.28)), distance: chance.between(0.17, 0.22), striation: 'along' },
    { normal: unit(vector(0.8, 0.02, -0.75)), distance: chance.between(0.17, 0.2), striation: 'along' },
    slope(vector(0.28, 1, 0.12), 1),
    slope(vector(-0.7, 1, 0.25), chance.between(1.05, 1.12)),
  ]),
]

/** Axinite: flattened, with edges like an axe's. */
export const triclinicWedge = (chance: Chance): Facet[] => [
  ...inverted([
    { normal: unit(vector(0.5, 0.12, 0.9)), distance: chance.between(0.26, 0.32), striation: 'along' },
    { normal: unit(vector(1, 0.3, -0.28)), distance: chance.between(0.44, 0.52), striation: 'along' },
    slope(vector(-0.22, 1, 0.4), chance.between(0.78, 0.86)),
    slope(vector(0.85, 1, 0.7), chance.between(0.84, 0.9)),
    slope(vector(-0.9, 1, -0.5), chance.between(0.9, 0.98)),
  ]),
]
