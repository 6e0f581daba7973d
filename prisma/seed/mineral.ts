/** What the demo catalogue knows of one mineral: facts for the page, offers for the till, a recipe for its picture. */
export interface Mineral {
  slug: string
  name: string
  /** Slug of the leaf category it is listed in. */
  category: string
  /** With Unicode subscripts: 'CaF₂'. */
  formula: string
  mineralClass: string
  crystalSystem: CrystalSystem
  habit: Habit
  /** Mohs, softest and hardest direction or specimen. */
  hardness: readonly [number, number]
  /** Grams per cubic centimetre. */
  density: number
  lustre: Lustre
  transparency: 'transparent' | 'translucent' | 'opaque'
  streak: string
  /** Most precise place first: 'Rogerley Mine, Weardale, County Durham, England'. */
  locality: string
  /** ISO 3166-1 alpha-2 of the locality. */
  country: string
  /** One sentence for cards, search results and the page's description. */
  summary: string
  /** Two or three paragraphs. */
  story: readonly string[]
  colours: readonly Colour[]
  /** The stone the crystals sit on, if any. */
  matrix?: Matrix
  offers: readonly Offer[]
  /** Shown on the home page. */
  featured?: boolean
  /** ISO date on which the shop first listed it. */
  listedOn: string
}

/** One purchasable combination of size and colour. */
export interface Offer {
  size: Size
  /** Name of one of the mineral's colours. */
  colour: string
  /** Minor units of EUR, tax included. */
  price: number
  /** Specimens on hand; many are the only one of their kind. */
  stock: number
  grams: number
  /** Longest edge in millimetres. */
  millimetres: number
}

export interface Colour {
  name: string
  /** The body colour. */
  hex: string
  /** A second tone: zoning, tips, bands. */
  second?: string
}

export interface Matrix {
  name: string
  hex: string
}

/** Collectors' sizes: up to 25 mm, 50 mm, 90 mm, above. */
export type Size = 'thumbnail' | 'miniature' | 'small-cabinet' | 'cabinet'

export type CrystalSystem =
  | 'cubic'
  | 'hexagonal'
  | 'trigonal'
  | 'tetragonal'
  | 'orthorhombic'
  | 'monoclinic'
  | 'triclinic'
  | 'amorphous'

export type Lustre =
  | 'vitreous'
  | 'adamantine'
  | 'metallic'
  | 'submetallic'
  | 'resinous'
  | 'pearly'
  | 'silky'
  | 'waxy'
  | 'greasy'

/** The shape that is drawn. */
export type Habit =
  | 'cube'
  | 'octahedron'
  | 'cuboctahedron'
  | 'rhombic-dodecahedron'
  | 'pyritohedron'
  | 'tetrahedron'
  | 'trapezohedron'
  | 'hexagonal-prism'
  | 'quartz-prism'
  | 'hexagonal-tablet'
  | 'hexagonal-barrel'
  | 'trigonal-prism'
  | 'rhombohedron'
  | 'scalenohedron'
  | 'tetragonal-prism'
  | 'tetragonal-bipyramid'
  | 'tetragonal-tablet'
  | 'orthorhombic-prism'
  | 'orthorhombic-tablet'
  | 'orthorhombic-bipyramid'
  | 'monoclinic-prism'
  | 'monoclinic-blade'
  | 'monoclinic-wedge'
  | 'triclinic-blade'
  | 'triclinic-wedge'
  | 'needles'
  | 'blade-rosette'
  | 'botryoidal'
  | 'geode'
