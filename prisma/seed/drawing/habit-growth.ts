import type { Habit } from '../mineral.ts'
import * as biaxial from './biaxial-habits.ts'
import { domes } from './botryoidal.ts'
import { Chance } from './chance.ts'
import { intergrown, strewn } from './clusters.ts'
import { standing } from './columns.ts'
import type { Placement } from './crystal.ts'
import type { Facet } from './crystal-form.ts'
import { geode } from './geode.ts'
import type { Ground } from './ground.ts'
import { abundance, type Growth, type SpecimenRecipe } from './growth.ts'
import * as isometric from './isometric-habits.ts'
import { crossedPlates, rosette } from './plates.ts'
import { brokenRock } from './rock.ts'
import { blade, needle } from './slender-habits.ts'
import { fan, spray } from './sprays.ts'
import type { Zoning } from './substance.ts'
import * as uniaxial from './uniaxial-habits.ts'

/** The shape of single crystals and the way they grow together. */
interface Manner {
  readonly form: (chance: Chance) => readonly Facet[]
  readonly arrange: (ground: Ground) => Placement[]
  readonly zoning: Zoning
  /** See the arrangements; columns with tapering ends are rooted nearer their middle. */
  readonly foot?: number
}

const MANNERS: Record<Exclude<Habit, 'botryoidal' | 'geode'>, Manner> = {
  cube: { form: isometric.cube, arrange: intergrown, zoning: 'phantom' },
  octahedron: { form: isometric.octahedron, arrange: intergrown, zoning: 'phantom' },
  cuboctahedron: { form: isometric.cuboctahedron, arrange: intergrown, zoning: 'phantom' },
  'rhombic-dodecahedron': { form: isometric.rhombicDodecahedron, arrange: intergrown, zoning: 'phantom' },
  pyritohedron: { form: isometric.pyritohedron, arrange: intergrown, zoning: 'patches' },
  tetrahedron: { form: isometric.tetrahedron, arrange: intergrown, zoning: 'patches' },
  trapezohedron: { form: isometric.trapezohedron, arrange: intergrown, zoning: 'phantom' },
  'hexagonal-prism': { form: uniaxial.hexagonalPrism, arrange: standing, zoning: 'tips' },
  'quartz-prism': { form: uniaxial.quartzPrism, arrange: standing, zoning: 'tips' },
  'hexagonal-tablet': { form: uniaxial.hexagonalTablet, arrange: crossedPlates, zoning: 'phantom' },
  'hexagonal-barrel': { form: uniaxial.hexagonalBarrel, arrange: strewn, zoning: 'tips' },
  'trigonal-prism': { form: uniaxial.trigonalPrism, arrange: standing, zoning: 'tips' },
  rhombohedron: { form: uniaxial.rhombohedron, arrange: intergrown, zoning: 'phantom' },
  scalenohedron: { form: uniaxial.scalenohedron, arrange: standing, zoning: 'tips', foot: 0.3 },
  'tetragonal-prism': { form: uniaxial.tetragonalPrism, arrange: standing, zoning: 'tips' },
  'tetragonal-bipyramid': { form: uniaxial.tetragonalBipyramid, arrange: intergrown, zoning: 'tips' },
  'tetragonal-tablet': { form: uniaxial.tetragonalTablet, arrange: crossedPlates, zoning: 'phantom' },
  'orthorhombic-prism': { form: biaxial.orthorhombicPrism, arrange: standing, zoning: 'tips' },
  'orthorhombic-tablet': { form: biaxial.orthorhombicTablet, arrange: crossedPlates, zoning: 'phantom' },
  'orthorhombic-bipyramid': { form: biaxial.orthorhombicBipyramid, arrange: intergrown, zoning: 'phantom' },
  'monoclinic-prism': { form: biaxial.monoclinicPrism, arrange: standing, zoning: 'tips' },
  'monoclinic-blade': { form: biaxial.monoclinicBlade, arrange: fan, zoning: 'tips' },
  'monoclinic-wedge': { form: biaxial.monoclinicWedge, arrange: intergrown, zoning: 'phantom' },
  'triclinic-blade': { form: biaxial.triclinicBlade, arrange: fan, zoning: 'tips' },
  'triclinic-wedge': { form: biaxial.triclinicWedge, arrange: intergrown, zoning: 'phantom' },
  needles: { form: needle, arrange: spray, zoning: 'tips' },
  'blade-rosette': { form: blade, arrange: rosette, zoning: 'patches' },
}

/** Lays out a specimen and names the way in which its second colour is distributed. */
export function grow({
  seed,
  habit,
  lustre,
  matrix,
  millimetres,
}: SpecimenRecipe): Growth & { zoning: Zoning } {
  const chance = new Chance(seed)
  const plenty = abundance(millimetres)
  const rock = matrix && brokenRock(chance)
  if (habit === 'geode') return { ...geode(chance, lustre === 'waxy', plenty), zoning: 'roots' }
  if (habit === 'botryoidal')
    return { crystals: [], domes: domes(chance, rock, plenty), rock, zoning: 'bands' }
  const { form, arrange, zoning, foot = 0.78 } = MANNERS[habit]
  const crystals = arrange({ chance, habitus: () => form(chance), rock, foot, abundance: plenty })
  return { crystals, rock, zoning }
}
