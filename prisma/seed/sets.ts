import type { Prisma } from '../client/client.ts'
import type { Mineral, Offer } from './mineral.ts'
import { minerals } from './minerals/all.ts'
import { pictureAlt, pictureKey } from './specimens.ts'

/** Specimens that are sold together; their stock is that of their parts. */
interface SeedSet {
  readonly slug: string
  readonly sku: string
  readonly name: string
  readonly summary: string
  readonly story: readonly string[]
  /** Minor units of EUR, tax included. */
  readonly price: number
  /** With its box. */
  readonly grams: number
  readonly parts: readonly (Pick<Offer, 'size' | 'colour'> & {
    readonly of: string
    readonly quantity: number
  })[]
  readonly related: readonly string[]
  readonly listedOn: string
}

export const setCategory = {
  slug: 'sets',
  name: 'Sets',
  introduction:
    'Pieces that say more together than apart, packed in one box. Each of them can also be had on its own, which costs a little more.',
}

export const sets: readonly SeedSet[] = [
  {
    slug: 'scratch-test-box',
    sku: 'BOX-SCRATCH-5',
    name: 'Scratch Test Box',
    summary: 'Five thumbnails, five steps of the Mohs scale: each scratches the one before it.',
    story: [
      'In 1812 Friedrich Mohs put ten minerals into a row, so that each would scratch all that stand before it. It is still the first test that anybody makes in the field, and the only one that needs no instrument.',
      'This box has the steps two, three, five, six and seven. A fingernail beats the first, a copper coin the second, a knife the third; the fourth fights the knife to a draw, and the fifth leaves a mark on window glass.',
    ],
    price: 3_900,
    grams: 90,
    parts: [
      { of: 'gypsum', size: 'thumbnail', colour: 'Colourless', quantity: 1 },
      { of: 'calcite', size: 'thumbnail', colour: 'Golden', quantity: 1 },
      { of: 'apatite', size: 'thumbnail', colour: 'Yellow', quantity: 1 },
      { of: 'labradorite', size: 'thumbnail', colour: 'Grey-blue', quantity: 1 },
      { of: 'amethyst', size: 'thumbnail', colour: 'Deep purple', quantity: 1 },
    ],
    related: ['gypsum', 'calcite', 'apatite', 'amethyst'],
    listedOn: '2026-05-22',
  },
  {
    slug: 'classroom-box',
    sku: 'BOX-CLASS-12',
    name: 'Classroom Box of Twelve',
    summary: 'Three kinds of metal to pass around, four pieces of each, so that nobody has to wait.',
    story: [
      'One of them pulls a compass needle aside, one is a metal just as it came out of the ground, and one looks like gold until somebody smells it. Four pieces of each make a lesson in which every table has something to hold.',
      'The pieces are sturdy and have been handled before. We put in a sheet with the questions; the answers are on its back.',
    ],
    price: 7_900,
    grams: 260,
    parts: [
      { of: 'magnetite', size: 'thumbnail', colour: 'Black', quantity: 4 },
      { of: 'copper', size: 'thumbnail', colour: 'Copper red', quantity: 4 },
      { of: 'marcasite', size: 'thumbnail', colour: 'Pale bronze', quantity: 4 },
    ],
    related: ['magnetite', 'copper', 'marcasite'],
    listedOn: '2026-10-09',
  },
]

/** @param variantIds by size, colour and mineral, as `offerKey` names them */
export async function loadSets(
  rows: Prisma.TransactionClient,
  categoryId: number,
  variantIds: ReadonlyMap<string, number>,
): Promise<void> {
  for (const set of sets) {
    const publishedAt = new Date(`${set.listedOn}T09:00:00Z`)
    const { slug, name, summary, story } = set
    const { id: productId } = await rows.product.create({
      data: { slug, name, summary, story: [...story], categoryId, status: 'published', publishedAt },
    })
    const { sku, price, grams } = set
    const { id: variantId } = await rows.variant.create({ data: { productId, sku, price, grams } })
    await rows.bundlePart.createMany({
      data: set.parts.map((part) => ({
        variantId,
        partVariantId: known(variantIds.get(offerKey(part.of, part))),
        quantity: part.quantity,
      })),
    })
    await rows.picture.createMany({
      data: set.parts.map(({ of, colour }, position) => {
        const mineral: Mineral = known(minerals.find((one) => one.slug === of))
        const [key, alt] = [pictureKey(mineral, colour, 'front'), pictureAlt(mineral, colour, 'front')]
        return { productId, key, alt, position }
      }),
    })
    const related = await rows.product.findMany({ where: { slug: { in: [...set.related] } } })
    await rows.relatedProduct.createMany({
      data: related.map(({ id, slug }) => ({
        productId,
        relatedId: id,
        position: set.related.indexOf(slug),
      })),
    })
  }
}

export function offerKey(mineral: string, { size, colour }: Pick<Offer, 'size' | 'colour'>): string {
  return `${mineral} ${size} ${colour}`
}

function known<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('A set names something that the catalogue does not have.')
  return value
}
