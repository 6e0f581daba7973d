import type { Colour, Lustre, Matrix, Mineral } from '../mineral.ts'
import { dimmed, fromHex, grey, luminance, mapped, mixed, type Rgb, rgb } from './colour.ts'

/** How the second colour is laid out in a solid. */
export type Zoning = 'none' | 'tips' | 'roots' | 'phantom' | 'patches' | 'bands'

/** What a solid is made of, as far as light is concerned. */
export interface Substance {
  readonly body: Rgb
  /** The second colour, or the first again. */
  readonly second: Rgb
  readonly zoning: Zoning
  /** Reflects in its own colour, lets nothing through. */
  readonly metallic: boolean
  /** Share of the light that gets in which goes straight on as through glass; the rest is scattered. */
  readonly clarity: number
  /** Index of refraction. */
  readonly refraction: number
  /** Reflectance at normal incidence. */
  readonly gloss: number
  /** 0 mirror, 1 chalk. */
  readonly roughness: number
  /** Extra light thrown back at grazing angles by fibres and cleavages. */
  readonly sheen: number
  /** Depth of growth lines and unevenness, as a slope. */
  readonly relief: number
  /** Light-dark speckles, 0 to 1: rock. */
  readonly grain: number
  /** What neighbours see of it, per unit of light. */
  readonly cast: Rgb
}

interface Finish {
  readonly refraction: number
  readonly roughness: number
  readonly sheen: number
  readonly relief: number
}

const FINISHES: Record<Lustre, Finish> = {
  vitreous: { refraction: 1.56, roughness: 0.03, sheen: 0, relief: 0.05 },
  adamantine: { refraction: 1.95, roughness: 0.03, sheen: 0, relief: 0.05 },
  metallic: { refraction: 2.6, roughness: 0.14, sheen: 0, relief: 0.05 },
  submetallic: { refraction: 2.4, roughness: 0.32, sheen: 0.05, relief: 0.07 },
  resinous: { refraction: 1.85, roughness: 0.2, sheen: 0.05, relief: 0.06 },
  pearly: { refraction: 1.6, roughness: 0.2, sheen: 0.3, relief: 0.05 },
  silky: { refraction: 1.6, roughness: 0.38, sheen: 0.4, relief: 0.09 },
  waxy: { refraction: 1.54, roughness: 0.24, sheen: 0.1, relief: 0.03 },
  greasy: { refraction: 1.55, roughness: 0.26, sheen: 0.06, relief: 0.06 },
}

const CLARITY = { transparent: 0.86, translucent: 0.5, opaque: 0 }

/** Fresnel's reflectance at normal incidence, against air. */
const reflectance = (refraction: number): number => ((refraction - 1) / (refraction + 1)) ** 2

/** Even pure pigments give a little of every colour back; without it, products of colours turn black. */
const softened = (colour: Rgb): Rgb => mapped(colour, (channel) => 0.012 + 0.975 * channel)

/** Colours of metals are told by how they look, half of it in shade; their reflectance is higher. */
const polished = (colour: Rgb): Rgb => mapped(colour, (channel) => 0.1 + 0.9 * channel)

export function mineralSubstance(
  { lustre, transparency }: Pick<Mineral, 'lustre' | 'transparency'>,
  colour: Colour,
  zoning: Zoning,
): Substance {
  const finish = FINISHES[lustre]
  const body = softened(fromHex(colour.hex))
  const second = colour.second ? softened(fromHex(colour.second)) : body
  const metallic = transparency === 'opaque' && (lustre === 'metallic' || lustre === 'submetallic')
  const clarity = metallic ? 0 : CLARITY[transparency] * (1 - 0.8 * finish.sheen)
  return {
    ...finish,
    body: metallic ? polished(body) : body,
    second: metallic ? polished(second) : second,
    zoning: colour.second ? zoning : 'none',
    metallic,
    clarity,
    gloss: reflectance(Math.min(finish.refraction, metallic ? 9 : 2.2)),
    grain: 0,
    cast: dimmed(body, metallic ? 0.35 : 0.3 + 0.35 * clarity),
  }
}

/** Dull broken rock in the matrix's colour. */
export function rockSubstance({ hex }: Pick<Matrix, 'hex'>): Substance {
  const named = softened(fromHex(hex))
  // Rock is never as colourful as it is remembered.
  const body = mixed(named, grey(luminance(named)), 0.3)
  const pale = mixed(body, rgb(1, 0.98, 0.95), 0.45)
  return {
    body,
    second: luminance(body) > 0.5 ? dimmed(body, 0.62) : pale,
    zoning: 'patches',
    metallic: false,
    clarity: 0,
    refraction: 1.5,
    gloss: 0.03,
    roughness: 0.7,
    sheen: 0.04,
    relief: 0.3,
    grain: 0.35,
    cast: dimmed(body, 0.4),
  }
}
