import type { Chance } from './chance.ts'
import { cubicForm, type Facet, pyritohedralForm, tetrahedralForm } from './crystal-form.ts'
import { frameAlong, vector, within } from './vector.ts'

/** Habits of the cubic system, about 1 from the centre to the outermost corner. */

export const cube = (chance: Chance): Facet[] => [
  ...cubicForm([1, 0, 0], 0.62).map((face) => ({ ...face, distance: face.distance * chance.about(0.05) })),
  ...cubicForm([1, 1, 0], chance.between(0.862, 0.885)),
]

export const octahedron = (chance: Chance): Facet[] => [
  ...cubicForm([1, 1, 1], 0.56),
  ...cubicForm([1, 0, 0], chance.between(0.88, 0.93)),
]

export const cuboctahedron = (chance: Chance): Facet[] => [
  ...cubicForm([1, 0, 0], 0.68),
  ...cubicForm([1, 1, 1], chance.between(0.74, 0.82)),
]

export const rhombicDodecahedron = (chance: Chance): Facet[] => [
  ...cubicForm([1, 1, 0], 0.74).map((face) => ({ ...face, striation: 'along' as const })),
  ...cubicForm([2, 1, 1], chance.between(0.815, 0.84)),
]

export const pyritohedron = (chance: Chance): Facet[] => [
  ...pyritohedralForm(2, 1, 0.76),
  ...cubicForm([1, 0, 0], chance.between(0.8, 0.825)).map((face) => ({
    ...face,
    striation: 'along' as const,
  })),
]

/** Stands on one of its faces. */
export const tetrahedron = (chance: Chance): Facet[] => {
  const frame = frameAlong(vector(-1, -1, -1), 0)
  const faces = [
    ...tetrahedralForm([1, 1, 1], 0.4, 1),
    ...tetrahedralForm([1, 1, 1], chance.between(0.82, 0.92), -1),
    ...tetrahedralForm([2, 1, 1], chance.between(0.455, 0.475), 1),
  ]
  return faces.map((face) => ({ ...face, normal: within(frame, face.normal) }))
}

export const trapezohedron = (chance: Chance): Facet[] => [
  ...cubicForm([2, 1, 1], 0.8),
  ...cubicForm([1, 1, 0], chance.between(0.84, 0.87)),
]
