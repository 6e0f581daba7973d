import { minerals } from '../prisma/seed/minerals/all.ts'
import { categories } from '../prisma/seed/minerals/categories.ts'
import { dice } from './load.ts'

export interface Scenario {
  readonly name: string
  /** Looks around in the shop; @returns what to ask for next, whenever it is called */
  prepare(shop: string): Promise<() => string>
}

/** What is measured. A search is another entry here. */
export const scenarios: readonly Scenario[] = [
  { name: 'listing with facets', prepare: (shop) => browsing(shop, 0.75) },
  { name: 'listing without filters, kept pages', prepare: (shop) => browsing(shop, 0) },
  { name: 'search', prepare: async () => searching() },
]

const SORTS = ['featured', 'newest', 'price-up', 'price-down', 'popularity', 'rating', 'name']

interface Drawer {
  readonly path: string
  readonly pages: number
  /** 'colour=green' */
  readonly filters: readonly string[]
}

/** Shoppers who go to a category and, with some probability, tick one to three of the filters they see there. */
async function browsing(shop: string, filtering: number): Promise<() => string> {
  const drawers: Drawer[] = []
  for (const { slug } of categories) drawers.push(await lookInto(shop, `/categories/${slug}`))
  const random = dice(7)
  const oneOf = <Thing>(things: readonly Thing[]) => things[Math.floor(random() * things.length)]
  return () => {
    const drawer = oneOf(drawers)
    const query: string[] = []
    if (random() < 0.5) query.push(`sort=${oneOf(SORTS)}`)
    if (random() < filtering && drawer?.filters.length)
      for (let count = Math.ceil(random() * 3); count > 0; count -= 1) query.push(oneOf(drawer.filters) ?? '')
    else if (drawer && random() < 0.4)
      query.push(`page=${1 + Math.floor(random() * Math.min(drawer.pages, 5))}`)
    return `${drawer?.path}?${query.join('&')}`
  }
}

async function lookInto(shop: string, path: string): Promise<Drawer> {
  const html = await (await fetch(shop + path)).text()
  const filters = [...html.matchAll(/type="checkbox"[^>]* name="([^"]+)" value="([^"]+)"(?![^>]*disabled)/g)]
  const pages = /page 1 of (\d+)/.exec(html)?.[1]
  return {
    path,
    pages: Number(pages ?? 1),
    filters: [...filters.map(([, name, value]) => `${name}=${value}`), 'hardness.from=3&hardness.to=5'],
  }
}

/** Shoppers who search: for a mineral, a place, a country, two of them, or with a letter missing. */
function searching(): () => string {
  const random = dice(11)
  const oneOf = <Thing>(things: readonly Thing[]) => things[Math.floor(random() * things.length)]
  const mineral = () => oneOf(minerals)?.name ?? ''
  const place = () => oneOf(minerals)?.locality.split(', ').at(0) ?? ''
  const country = () => oneOf(minerals)?.locality.split(', ').at(-1) ?? ''
  const misspelt = (word: string) => {
    const at = 1 + Math.floor(random() * (word.length - 2))
    return word.slice(0, at) + word.slice(at + 1)
  }
  const kinds = [mineral, place, () => `${mineral()} ${country()}`, () => misspelt(mineral())]
  return () => {
    const query = new URLSearchParams({ q: oneOf(kinds)?.() ?? '' })
    if (random() < 0.3) query.set('size', oneOf(['thumbnail', 'miniature', 'cabinet']) ?? '')
    if (random() < 0.3) query.set('sort', oneOf(SORTS.filter((sort) => sort !== 'featured')) ?? '')
    return `/search?${query}`
  }
}
