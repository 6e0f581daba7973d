import type { Mineral } from '../mineral.ts'
import type { Placement } from './crystal.ts'
import { frameAlong, turned, UP, type Vector, within } from './vector.ts'

/** What a picture is drawn from. */
export interface SpecimenRecipe
  extends Pick<Mineral, 'crystalSystem' | 'habit' | 'lustre' | 'transparency' | 'matrix'> {
  /** Decides the arrangement; usually the mineral's slug. */
  seed: string
  colour: Mineral['colours'][number]
  /** Longest edge of the whole specimen. */
  millimetres: number
}

/** A lump whose surface lies at `radius(direction)` from its centre. */
export interface Lump {
  readonly centre: Vector
  readonly radius: (direction: Vector) => number
}

/** A hollow lump cut open: what lies on the outer side of the cut is gone. */
export interface Shell extends Lump {
  readonly cavity: (direction: Vector) => number
  readonly cut: { readonly normal: Vector; readonly distance: number }
}

export interface Dome {
  readonly centre: Vector
  readonly radius: number
}

/** How the parts of a specimen lie, before anything is known about their colours; about 2 wide in the scene. */
export interface Growth {
  readonly crystals: readonly Placement[]
  readonly domes?: readonly Dome[]
  readonly rock?: Lump
  readonly shell?: Shell
}

/** Turns everything about the upright axis by `angle` radians, like a turntable. */
export function onTurntable(growth: Growth, angle: number): Growth {
  const table = frameAlong(UP, angle)
  const start = frameAlong(UP, 0)
  const back = frameAlong(UP, -angle)
  const toTable = (point: Vector) => turned(table, within(start, point))
  const fromTable = (point: Vector) => turned(back, within(start, point))
  const lump = ({ centre, radius }: Lump): Lump => ({
    centre: toTable(centre),
    radius: (direction) => radius(fromTable(direction)),
  })
  const { rock, shell } = growth
  return {
    crystals: growth.crystals.map((crystal) => ({
      ...crystal,
      centre: toTable(crystal.centre),
      frame: {
        right: toTable(crystal.frame.right),
        up: toTable(crystal.frame.up),
        forward: toTable(crystal.frame.forward),
      },
    })),
    domes: growth.domes?.map((dome) => ({ ...dome, centre: toTable(dome.centre) })),
    rock: rock && lump(rock),
    shell: shell && {
      ...lump(shell),
      cavity: (direction) => shell.cavity(fromTable(direction)),
      cut: { normal: toTable(shell.cut.normal), distance: shell.cut.distance },
    },
  }
}

/** How many crystals, compared to a 50 mm specimen: larger ones carry more, though not in proportion. */
export function abundance(millimetres: number): number {
  return Math.min(Math.max((millimetres / 50) ** 0.55, 0.72), 1.9)
}
