import { Ball } from './ball.ts'
import { Boulder } from './boulder.ts'
import { Crystal } from './crystal.ts'
import { CutShell } from './cut-shell.ts'
import type { Growth, SpecimenRecipe } from './growth.ts'
import { RadiusMap } from './radius-map.ts'
import type { Solid } from './solid.ts'
import { mineralSubstance, rockSubstance, type Zoning } from './substance.ts'

const ROCK_DETAIL = 220
const PLAIN_ROCK = { hex: '#8d8273' }

/** Makes solids of the parts of a growth. */
export function staged(growth: Growth, zoning: Zoning, recipe: SpecimenRecipe): Solid[] {
  const substance = mineralSubstance(recipe, recipe.colour, zoning)
  const rock = rockSubstance(recipe.matrix ?? PLAIN_ROCK)
  const crystals = growth.crystals.map((placement) => new Crystal(placement, substance))
  if (substance.clarity > 0) acquaint(crystals.filter((crystal) => crystal.girth > 0.09))
  const solids: Solid[] = [...crystals]
  for (const { centre, radius } of growth.domes ?? []) solids.push(new Ball(centre, radius, substance))
  if (growth.rock)
    solids.push(new Boulder(growth.rock.centre, new RadiusMap(ROCK_DETAIL, growth.rock.radius), rock))
  if (growth.shell) {
    const { centre, radius, cavity, cut } = growth.shell
    const outer = new RadiusMap(ROCK_DETAIL, radius)
    const inner = new RadiusMap(ROCK_DETAIL, cavity)
    const banded = { ...mineralSubstance(recipe, wallColour(recipe), 'bands'), roughness: 0.16 }
    solids.push(
      new CutShell(centre, outer, inner, cut, {
        cut: banded,
        rind: rock,
        lining: { ...substance, clarity: 0 },
      }),
    )
  }
  return solids
}

/** Introduces crystals to those whose boxes overlap theirs. */
function acquaint(crystals: readonly Crystal[]): void {
  for (const crystal of crystals) {
    crystal.neighbours = crystals.filter(
      (other) =>
        other !== crystal &&
        (['x', 'y', 'z'] as const).every(
          (axis) =>
            other.around.lowest[axis] < crystal.around.highest[axis] &&
            other.around.highest[axis] > crystal.around.lowest[axis],
        ),
    )
  }
}

/** Agates show their own colours on the cut; a geode lined with crystals has a thin wall of plain chalcedony. */
function wallColour({ lustre, colour }: SpecimenRecipe): SpecimenRecipe['colour'] {
  return lustre === 'waxy' ? colour : { name: 'chalcedony', hex: '#8f8a92', second: '#dcd8d4' }
}
