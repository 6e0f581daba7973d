import type { SpecimenRecipe, View } from './drawing/specimen-picture.ts'
import { VIEWS } from './drawing/specimen-picture.ts'
import type { Colour, Mineral, Offer } from './mineral.ts'
import { minerals } from './minerals/all.ts'

/** What is drawn to illustrate one colour of a mineral. */
export interface Drawing {
  readonly recipe: SpecimenRecipe
  readonly view: View
}

const VIEW_WORDS: Readonly<Record<View, string>> = {
  front: 'seen from the front',
  turned: 'turned to its side',
  'close-up': 'close up',
  scale: 'beside a ruler',
}

/** 'fluorite-green-front': offers of one colour share their pictures. */
export function pictureKey(mineral: Mineral, colour: string, view: View): string {
  return `${mineral.slug}-${slugOf(colour)}-${view}`
}

export function pictureAlt(mineral: Mineral, colour: string, view: View): string {
  return `${mineral.name}, ${colour.toLowerCase()}, ${VIEW_WORDS[view]}`
}

/** Every picture of the demo catalogue by its key: those that shop windows need come first. */
export function drawings(): Map<string, Drawing> {
  const fronts: [string, Drawing][] = []
  const others: [string, Drawing][] = []
  for (const mineral of minerals)
    for (const colour of coloursOffered(mineral))
      for (const view of VIEWS) {
        const drawing = { recipe: recipe(mineral, colour), view }
        const shelf = view === 'front' ? fronts : others
        shelf.push([pictureKey(mineral, colour.name, view), drawing])
      }
  return new Map([...fronts, ...others])
}

export function slugOf(name: string): string {
  return name
    .toLowerCase()
    .normalize('NFD')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
}

export function sizeName(size: Offer['size']): string {
  return {
    thumbnail: 'Thumbnail',
    miniature: 'Miniature',
    'small-cabinet': 'Small cabinet',
    cabinet: 'Cabinet',
  }[size]
}

function coloursOffered(mineral: Mineral): Colour[] {
  return mineral.colours.filter(({ name }) => mineral.offers.some(({ colour }) => colour === name))
}

function recipe(mineral: Mineral, colour: Colour): SpecimenRecipe {
  const { crystalSystem, habit, lustre, transparency, matrix } = mineral
  const sizes = mineral.offers
    .filter((offer) => offer.colour === colour.name)
    .map(({ millimetres }) => millimetres)
  return {
    seed: mineral.slug,
    crystalSystem,
    habit,
    lustre,
    transparency,
    colour,
    matrix,
    millimetres: Math.min(...sizes),
  }
}
