import type { Chance } from './chance.ts'
import type { Facet } from './crystal-form.ts'
import type { Lump } from './growth.ts'
import { onSurface } from './rock.ts'
import { unit, type Vector, vector } from './vector.ts'

/** What crystals grow on and from: given to an arrangement, which gives back where each crystal lies. */
export interface Ground {
  readonly chance: Chance
  /** Draws up the faces of one more crystal, each a little different. */
  readonly habitus: () => readonly Facet[]
  readonly rock: Lump | undefined
  /** How far below their centres columns are rooted, as a share of their half-length. */
  readonly foot: number
  /** How many crystals, 1 for a specimen of 50 mm. */
  readonly abundance: number
}

/** A place to grow from. */
export interface Root {
  readonly point: Vector
  /** Away from the ground and from the middle. */
  readonly outward: Vector
}

/** The root at (x, z) off the middle: on the rock, or on the table. */
export function rootAt(rock: Lump | undefined, x: number, z: number): Root {
  if (!rock) return { point: vector(x, 0, z), outward: unit(vector(x * 0.9, 1, z * 0.9)) }
  const point = onSurface(rock, vector(x, 0.45, z))
  return { point, outward: unit(vector(x * 0.8, 1, z * 0.8)) }
}
