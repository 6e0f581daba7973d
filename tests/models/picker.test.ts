import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { choiceOf, Picker, wordOf } from '../../src/models/catalog/picker.ts'
import { type Picture, Product } from '../../src/models/catalog/product.ts'
import type { OptionValue, Variant } from '../../src/models/catalog/variant.ts'
import { aVariant } from './cast.ts'

const size = (name: string): OptionValue => ({
  type: 'size',
  typeName: 'Size',
  key: name.toLowerCase(),
  name,
})

const colour = (name: string): OptionValue => ({
  type: 'colour',
  typeName: 'Colour',
  key: `fluorite-${name.toLowerCase().replaceAll(' ', '-')}`,
  name,
  swatch: '#5f9d78',
})

const specimen = (...options: OptionValue[]) => aVariant({ options })

const smallGreen = specimen(size('Thumbnail'), colour('Green'))
const green = specimen(size('Miniature'), colour('Green'))
const purple = specimen(size('Miniature'), colour('Purple'))
const twoTone = specimen(size('Cabinet'), colour('Green and violet'))
const fluorite = aProduct([smallGreen, green, purple, twoTone])

function aProduct(variants: readonly Variant[], pictures: readonly Picture[] = []): Product {
  return new Product({
    id: 1,
    slug: 'fluorite',
    name: 'Fluorite',
    summary: '',
    story: [],
    category: [],
    facts: [],
    pictures,
    variants,
  })
}

describe('a combination', () => {
  test.each([
    ['the words of all its options', { size: 'miniature', colour: 'purple' }, purple],
    ['the catalogue’s own keys', { size: 'miniature', colour: 'fluorite-purple' }, purple],
    ['a name of several words', { size: 'cabinet', colour: 'green-and-violet' }, twoTone],
    ['some of its options', { colour: 'purple' }, purple],
    ['its options among words that mean nothing here', { utm_source: 'mail', colour: 'purple' }, purple],
  ])('is found by %s', (_what, choice, variant) => {
    expect(fluorite.combination(choice)).toEqual({ variant, isExact: true })
  })

  test.each([
    [
      'has the size where size and colour do not go together',
      { size: 'thumbnail', colour: 'purple' },
      smallGreen,
    ],
    ['has what it can of words nobody knows', { size: 'gigantic', colour: 'purple' }, purple],
    ['is the first where nothing fits', { size: 'gigantic' }, smallGreen],
  ])('that does not exist leads to the nearest, which %s', (_what, choice, variant) => {
    expect(fluorite.combination(choice)).toEqual({ variant, isExact: false })
  })

  test('that leaves something open is one that can be bought', () => {
    expect(fluorite.combination({ size: 'miniature' }, (variant) => variant === purple)?.variant).toBe(purple)
  })

  test('of nothing is none', () => {
    expect(fluorite.combination({})).toBeNull()
    expect(fluorite.combination({ weight: 'heavy', constructor: 'x' })).toBeNull()
  })

  test('of every variant’s own words is that variant', () => {
    const types = fc.uniqueArray(fc.constantFrom('size', 'colour', 'polish'), { minLength: 1 })
    const catalogue = types.chain((used) =>
      fc
        .uniqueArray(fc.tuple(...used.map(() => fc.constantFrom('One', 'Two', 'Three'))), {
          minLength: 1,
          selector: (names) => names.join(),
        })
        .map((rows) =>
          rows.map((names) => specimen(...names.map((name, at) => value(used[at] ?? '', name)))),
        ),
    )
    fc.assert(
      fc.property(catalogue, (variants) => {
        const product = aProduct(variants)
        for (const variant of variants)
          expect(product.combination(choiceOf(variant))).toEqual({ variant, isExact: true })
      }),
    )
  })
})

const value = (type: string, name: string): OptionValue => ({ type, typeName: type, key: name, name })

describe('what a form names', () => {
  test('is a variant', () => {
    expect(fluorite.variantFor({ size: 'miniature', colour: 'green' })).toBe(green)
  })

  test.each([
    ['nothing', {}, 'Please choose: size and colour.'],
    ['a size alone', { size: 'miniature' }, 'Please choose: colour.'],
    [
      'what does not go together',
      { size: 'cabinet', colour: 'purple' },
      'We have no Fluorite as Cabinet · Purple. The nearest to it is Cabinet · Green and violet.',
    ],
  ])('is a sentence when it is %s', (_what, choice, sentence) => {
    expect(fluorite.variantFor(choice)).toBe(sentence)
  })
})

describe('the picker beside a chosen variant', () => {
  const picker = new Picker(fluorite.variants)
  const states = (chosen: Variant, remarkOn = (_variant: Variant) => '') =>
    picker
      .fields(chosen, remarkOn)
      .map(({ values }) => values.map(({ word, state, remark }) => [word, state, remark]))

  test('says which values do not go with the rest of the choice', () => {
    expect(states(green)).toEqual([
      [
        ['thumbnail', 'possible', ''],
        ['miniature', 'possible', ''],
        ['cabinet', 'impossible', 'not with Green'],
      ],
      [
        ['green', 'possible', ''],
        ['purple', 'possible', ''],
        ['green-and-violet', 'impossible', 'not with Miniature'],
      ],
    ])
  })

  test('says what is sold out, and lets it be looked at', () => {
    const [sizes, colours] = states(green, (variant) => (variant === purple ? 'sold out' : ''))
    expect(sizes?.map(([, state]) => state)).toEqual(['possible', 'possible', 'impossible'])
    expect(colours?.[1]).toEqual(['purple', 'gone', 'sold out'])
  })

  test('marks what is chosen', () => {
    const chosen = picker
      .fields(purple, () => '')
      .map(({ values }) => values.filter(({ isChosen }) => isChosen).map(({ name }) => name))
    expect(chosen).toEqual([['Miniature'], ['Purple']])
  })

  test('is left out where there is nothing to choose', () => {
    expect(new Picker([green]).fields(green, () => '')).toEqual([])
  })
})

test('the pictures of a product are shown once each, those of the chosen variant first', () => {
  const pictureOf = (variant: Variant | null, key: string) => ({
    key,
    alt: key,
    variantId: variant?.id ?? null,
  })
  const product = aProduct(
    [green, purple, twoTone],
    [
      pictureOf(green, 'green-front'),
      pictureOf(purple, 'purple-front'),
      pictureOf(twoTone, 'green-front'),
      pictureOf(null, 'drawer'),
    ],
  )
  expect(product.viewsFor(purple)).toEqual([
    { key: 'purple-front', alt: 'purple-front', variantIds: [purple.id] },
    { key: 'drawer', alt: 'drawer', variantIds: [] },
    { key: 'green-front', alt: 'green-front', variantIds: [green.id, twoTone.id] },
  ])
})

test.each([
  ['Small cabinet', 'small-cabinet'],
  ['Crème brûlée', 'creme-brulee'],
  ['緑', 'green-key'],
])('the name “%s” stands as %s in an address', (name, word) => {
  expect(wordOf({ type: 'colour', typeName: 'Colour', key: 'green-key', name })).toBe(word)
})
