import { Camera } from './camera.ts'
import { onTurntable, type SpecimenRecipe } from './growth.ts'
import { grow } from './habit-growth.ts'
import { Picture } from './picture.ts'
import { Scene } from './scene.ts'
import { staged } from './stage.ts'
import { type Vector, vector } from './vector.ts'

export type { SpecimenRecipe } from './growth.ts'

export const VIEWS = ['front', 'turned', 'close-up', 'scale'] as const
export type View = (typeof VIEWS)[number]

/** How the photographer sets up each view; angles in degrees. */
const SETUPS: Record<View, { turn: number; elevation: number; fill: number }> = {
  front: { turn: 0, elevation: 20, fill: 0.76 },
  turned: { turn: 70, elevation: 16, fill: 0.76 },
  'close-up': { turn: 28, elevation: 26, fill: 1.5 },
  scale: { turn: -14, elevation: 30, fill: 0.78 },
}

/** A square picture of a specimen: 8-bit sRGB, three bytes a pixel. The same recipe gives the same bytes. */
export function drawSpecimen(recipe: SpecimenRecipe, view: View, size: number): Uint8Array {
  const { turn, elevation, fill } = SETUPS[view]
  const { zoning, ...growth } = grow(recipe)
  const placed = onTurntable(growth, (turn * Math.PI) / 180)
  const solids = staged(placed, zoning, recipe)
  const outline = solids.flatMap((solid) => solid.outline).map(onTable)
  return new Picture(new Scene(solids), new Camera(outline, elevation, fill), size).draw()
}

/** What lies below the table is hidden. */
const onTable = (point: Vector): Vector => vector(point.x, Math.max(point.y, 0), point.z)
