/** A node of the shop’s category tree; a parent stands before its children. */
export interface SeedCategory {
  slug: string
  name: string
  /** Slug of the category above; a top category has none. */
  parent?: string
  introduction: string
}

export const categories: readonly SeedCategory[] = [
  {
    slug: 'quartz',
    name: 'Quartz & chalcedony',
    introduction:
      'The two commonest elements in the Earth’s crust, arranged with more imagination than any other pair. Start here; most collectors did.',
  },
  {
    slug: 'rock-crystal',
    name: 'Rock crystal & smoky quartz',
    parent: 'quartz',
    introduction:
      'Quartz with nothing in it, and quartz with a little natural radiation in its past. Both come from Alpine clefts that somebody had to hang over.',
  },
  {
    slug: 'coloured-quartz',
    name: 'Amethyst, citrine & rose quartz',
    parent: 'quartz',
    introduction:
      'Purple, yellow, pink: a few atoms in a million make the difference. Please keep the first and the last out of the sun.',
  },
  {
    slug: 'agate-opal',
    name: 'Agate & opal',
    parent: 'quartz',
    introduction:
      'Silica that took its time, laid down band by band or drop by drop. Some of it never quite decided to become a crystal.',
  },
  {
    slug: 'silicates',
    name: 'Silicates',
    introduction:
      'The family that builds mountains, with some nine in ten kilos of the crust to its name. Its gifted members end up here.',
  },
  {
    slug: 'gem-silicates',
    name: 'Gem silicates',
    parent: 'silicates',
    introduction:
      'Hard, clear and coloured, but left exactly as they grew. We find a crystal face more interesting than a cut one.',
  },
  {
    slug: 'garnets',
    name: 'Garnets',
    parent: 'gem-silicates',
    introduction:
      'Not a stone but a clan: one structure, half a dozen recipes, every colour except a convincing blue.',
  },
  {
    slug: 'tourmalines',
    name: 'Tourmalines',
    parent: 'gem-silicates',
    introduction:
      'Ruskin called their chemistry more like a medieval doctor’s prescription than the making of a respectable mineral. The crystals do not mind.',
  },
  {
    slug: 'beryls',
    name: 'Beryls',
    parent: 'gem-silicates',
    introduction:
      'Six sides and a flat lid, whatever the colour. Iron makes aquamarine, chromium emerald and manganese the banker’s pink.',
  },
  {
    slug: 'pegmatite-gems',
    name: 'Topaz, tanzanite & other gems',
    parent: 'gem-silicates',
    introduction:
      'Crystals from pegmatites, skarns and stranger kitchens, united only by being hard to put back in the drawer.',
  },
  {
    slug: 'feldspars',
    name: 'Feldspars',
    parent: 'silicates',
    introduction:
      'More than half the crust is feldspar, most of it beige. These three are the exceptions that flash, glitter or turn green.',
  },
  {
    slug: 'basalt-cavities',
    name: 'Zeolites & basalt minerals',
    parent: 'silicates',
    introduction:
      'What hot water leaves in the bubbles of old lava. The quarrymen of Iceland, India and New Jersey know where to look.',
  },
  {
    slug: 'zeolites',
    name: 'Zeolites',
    parent: 'basalt-cavities',
    introduction:
      'Silicate sponges with water in their channels, pearly, feathery or needle-fine. The name is Greek for stones that boil.',
  },
  {
    slug: 'cavity-companions',
    name: 'Apophyllite & prehnite',
    parent: 'basalt-cavities',
    introduction:
      'They share the zeolites’ cavities and are sold under their name, yet belong to other families altogether.',
  },
  {
    slug: 'metamorphic',
    name: 'Minerals of schist & marble',
    parent: 'silicates',
    introduction:
      'Grown in solid rock under the roots of mountains, where there is plenty of pressure and no hurry at all.',
  },
  {
    slug: 'micas',
    name: 'Micas',
    parent: 'silicates',
    introduction:
      'Books with leaves thinner than any printer’s, and a few thousand pages each. Do not try to read them all.',
  },
  {
    slug: 'secondary-silicates',
    name: 'Dioptase & hemimorphite',
    parent: 'silicates',
    introduction:
      'When copper and zinc ores meet rainwater and silica, the result can be greener or bluer than anyone expects.',
  },
  {
    slug: 'carbonates',
    name: 'Carbonates',
    introduction:
      'Soft, sociable minerals that fizz in acid and crystallise in more ways than a book can hold.',
  },
  {
    slug: 'calcite-dolomite',
    name: 'Calcite & dolomite groups',
    parent: 'carbonates',
    introduction:
      'One lattice, many metals: calcium, magnesium, manganese or zinc. Every one of them leans the same way.',
  },
  {
    slug: 'aragonite-group',
    name: 'Aragonite group',
    parent: 'carbonates',
    introduction: 'Orthorhombic minds in hexagonal disguise, with calcium, lead or barium for ballast.',
  },
  {
    slug: 'copper-carbonates',
    name: 'Azurite & malachite',
    parent: 'carbonates',
    introduction:
      'The blue and the green that copper turns when rain has found it. One slowly becomes the other.',
  },
  {
    slug: 'halides',
    name: 'Halides',
    introduction:
      'Salts in the chemist’s sense, from the one on your table to one with seven elements in it. Nearly all of them love a cube.',
  },
  {
    slug: 'sulfides',
    name: 'Sulfides & sulfosalts',
    introduction:
      'Ores with a shine: iron, lead, zinc, copper and mercury before anybody lit a furnace under them.',
  },
  {
    slug: 'iron-sulfides',
    name: 'Pyrite & marcasite',
    parent: 'sulfides',
    introduction:
      'The same iron, the same sulfur, two temperaments. One is solid as brass, the other should be kept dry.',
  },
  {
    slug: 'lead-zinc-ores',
    name: 'Galena & sphalerite',
    parent: 'sulfides',
    introduction:
      'Inseparable in the vein and quite different in the hand: one heavy and grey, the other hiding its colour until you lend it a torch.',
  },
  {
    slug: 'antimony-mercury',
    name: 'Stibnite & cinnabar',
    parent: 'sulfides',
    introduction: 'Swords and sealing wax, from two mines that were famous before geology had a name.',
  },
  {
    slug: 'copper-sulfides',
    name: 'Copper ores & ruby silver',
    parent: 'sulfides',
    introduction: 'Four-cornered, toothed or scarlet: the showpieces of old copper and silver mines.',
  },
  {
    slug: 'oxides',
    name: 'Oxides',
    introduction:
      'Metals that have already met oxygen and made their peace with it. Little tarnishes here, and much of it scratches glass.',
  },
  {
    slug: 'iron-oxides',
    name: 'Hematite & magnetite',
    parent: 'oxides',
    introduction:
      'Iron in its two best suits, one of them magnetic and responsible for the name over our door.',
  },
  {
    slug: 'titanium-oxides',
    name: 'Rutile, anatase & brookite',
    parent: 'oxides',
    introduction: 'Three crystals, one formula, TiO₂. A lesson in how much depends on the arrangement.',
  },
  {
    slug: 'gem-oxides',
    name: 'Ruby, sapphire & spinel',
    parent: 'oxides',
    introduction:
      'Aluminium oxide with colour in it, second in hardness only to diamond, and the stone that passed for it at court.',
  },
  {
    slug: 'tin-copper-oxides',
    name: 'Cassiterite & cuprite',
    parent: 'oxides',
    introduction:
      'Between them they made the Bronze Age. Look for the fire in the one and the red in the other.',
  },
  {
    slug: 'sulfates',
    name: 'Sulfates, tungstates & molybdates',
    introduction: 'Clear tablets, blue geodes and orange needles: heavy crystals with a light touch.',
  },
  {
    slug: 'sulfates-proper',
    name: 'Sulfates',
    parent: 'sulfates',
    introduction:
      'Baryte and its relations, soft enough for a coin to mark and often clear enough to read through.',
  },
  {
    slug: 'tungstates-molybdates',
    name: 'Wulfenite, scheelite & crocoite',
    parent: 'sulfates',
    introduction:
      'Lead or calcium with an exotic partner. The loudest colours in the building live on this shelf.',
  },
  {
    slug: 'phosphates',
    name: 'Phosphates, arsenates & vanadates',
    introduction:
      'Where ore veins meet the weather, phosphorus, arsenic and vanadium take turns in the same lattices.',
  },
  {
    slug: 'apatite-group',
    name: 'Apatite group',
    parent: 'phosphates',
    introduction:
      'Six-sided prisms and barrels from tooth enamel’s own family. Most of our members have swapped calcium for lead.',
  },
  {
    slug: 'arsenates',
    name: 'Adamite & legrandite',
    parent: 'phosphates',
    introduction:
      'Two yellow arsenates of zinc from one mine in Mexico, and a lesson in what a molecule of water can do.',
  },
  {
    slug: 'hydrous-phosphates',
    name: 'Turquoise, brazilianite & vivianite',
    parent: 'phosphates',
    introduction:
      'Phosphates with water in them: a classic blue, a green that was overlooked until 1945 and one that cannot stand the light.',
  },
  {
    slug: 'native-elements',
    name: 'Native elements',
    introduction:
      'One kind of atom, ready-made. Three metals you can bend and one yellow crystal you had better not warm.',
  },
]
