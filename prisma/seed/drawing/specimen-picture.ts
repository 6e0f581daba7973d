import { Ball } from './ball.ts'
import { Camera } from './camera.ts'
import { Crystal } from './crystal.ts'
import { onTurntable, type SpecimenRecipe } from './growth.ts'
import { grow } from './habit-growth.ts'
import { Picture } from './picture.ts'
import { Ruler } from './ruler.ts'
import { Scene } from './scene.ts'
import { boxAround, type Solid } from './solid.ts'
import { staged } from './stage.ts'
import { type Vector, vector } from './vector.ts'

export type { SpecimenRecipe } from './growth.ts'

export const VIEWS = ['front', 'turned', 'close-up', 'scale'] as const
export type View = (typeof VIEWS)[number]

/** How the photographer sets up each view; angles in degrees. */
const SETUPS: Record<View, { turn: number; elevation: number; fill: number }> = {
  front: { turn: 0, elevation: 20, fill: 0.8 },
  turned: { turn: 70, elevation: 16, fill: 0.8 },
  'close-up': { turn: 28, elevation: 24, fill: 1.4 },
  scale: { turn: -14, elevation: 32, fill: 0.82 },
}

/** A square picture of a specimen: 8-bit sRGB, three bytes a pixel. The same recipe gives the same bytes. */
export function drawSpecimen(recipe: SpecimenRecipe, view: View, size: number): Uint8Array {
  const { turn, elevation, fill } = SETUPS[view]
  const { zoning, ...growth } = grow(recipe)
  // A geode turned further would show little but its rind.
  const angle = growth.shell ? turn * 0.65 : turn
  const specimen = staged(onTurntable(growth, (angle * Math.PI) / 180), zoning, recipe)
  const solids = view === 'scale' ? [...specimen, rulerBefore(specimen, recipe.millimetres)] : specimen
  const subject = view === 'close-up' && !growth.shell ? crystalsOf(solids) : solids
  const camera = new Camera(visible(subject), elevation, fill)
  return new Picture(new Scene(solids), camera, size).draw()
}

function rulerBefore(specimen: readonly Solid[], millimetres: number): Ruler {
  const { lowest, highest } = boxAround(visible(specimen))
  const [width, height, depth] = [highest.x - lowest.x, highest.y - lowest.y, highest.z - lowest.z]
  const millimetre = Math.max(width, height, depth) / millimetres
  const centimetres = Math.max(Math.ceil(width / millimetre / 10), 1)
  return new Ruler(centimetres, highest.z + 0.06, millimetre)
}

/** The mineral without its matrix: what a close-up is of. */
function crystalsOf(solids: readonly Solid[]): readonly Solid[] {
  return solids.filter((solid) => solid instanceof Crystal || solid instanceof Ball)
}

/** The outlines; what lies below the table is hidden. */
function visible(solids: readonly Solid[]): Vector[] {
  return solids.flatMap((solid) => solid.outline).map(({ x, y, z }) => vector(x, Math.max(y, 0), z))
}
