import { Ball } from './ball.ts'
import { Boulder } from './boulder.ts'
import { Crystal } from './crystal.ts'
import { CutShell } from './cut-shell.ts'
import type { Growth, SpecimenRecipe } from './growth.ts'
import type { Solid } from './solid.ts'
import { mineralSubstance, rockSubstance, type Zoning } from './substance.ts'

/** The rind of geodes and agates, if the recipe names no matrix. */
const PLAIN_ROCK = { hex: '#8d8273' }

/** Makes solids of the parts of a growth. */
export function staged(growth: Growth, zoning: Zoning, recipe: SpecimenRecipe): Solid[] {
  const substance = mineralSubstance(recipe, recipe.colour, zoning)
  const rock = rockSubstance(recipe.matrix ?? PLAIN_ROCK)
  const crystals = growth.crystals.map((placement) => new Crystal(placement, substance))
  if (substance.clarity > 0) acquaint(crystals.filter((crystal) => crystal.clear))
  const solids: Solid[] = [...crystals]
  for (const { centre, radius } of growth.domes ?? []) solids.push(new Ball(centre, radius, substance))
  if (growth.rock) solids.push(new Boulder(growth.rock, rock))
  if (growth.shell) {
    const cut = { ...mineralSubstance(recipe, wallColour(recipe), 'bands'), roughness: 0.16 }
    solids.push(new CutShell(growth.shell, { cut, rind: rock, lining: { ...substance, clarity: 0 } }))
  }
  return solids
}

/** Introduces crystals to those whose boxes overlap theirs. */
function acquaint(crystals: readonly Crystal[]): void {
  for (const crystal of crystals) {
    const { lowest, highest } = crystal.around
    crystal.neighbours = crystals.filter(
      ({ around }) =>
        around !== crystal.around &&
        (['x', 'y', 'z'] as const).every(
          (axis) => around.lowest[axis] < highest[axis] && around.highest[axis] > lowest[axis],
        ),
    )
  }
}

/** Agates show their own colours on the cut; a geode lined with crystals has a thin wall of plain chalcedony. */
function wallColour({ lustre, colour }: SpecimenRecipe): SpecimenRecipe['colour'] {
  return lustre === 'waxy' ? colour : { name: 'chalcedony', hex: '#8f8a92', second: '#dcd8d4' }
}
