import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SearchWords } from '../../src/models/search/search-words.ts'
import { likeliest, likeliestBegun, mistakesBetween } from '../../src/models/search/spelling.ts'
import { readSynonyms } from '../../src/models/search/synonyms.ts'

describe('what somebody typed', () => {
  test.each([
    ['Fool’s GOLD', 'fools gold'],
    ['  améthyste,  Crystal! ', 'amethyste crystal'],
    ['Flußspat', 'flussspat'],
    ['CaF₂', 'caf2'],
    ['rose-quartz', 'rose quartz'],
    ['ŁÓDŹ', 'lodz'],
    ["'; DROP TABLE products; --", 'drop table products'],
    ['💎', ''],
  ])('“%s” becomes “%s”', (typed, words) => {
    expect(SearchWords.of(typed).text).toBe(words)
  })

  test('holds nothing but letters, digits and spaces, and is not read differently a second time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (typed) => {
        const { text, list } = SearchWords.of(typed)
        expect(text).toMatch(/^[\p{L}\p{N} ]*$/u)
        expect(list.length).toBeLessThanOrEqual(8)
        expect(SearchWords.of(text).text).toBe(text)
      }),
    )
  })

  test('loses what everything is, unless nothing is left then', () => {
    expect(SearchWords.of('amethyst crystal cluster').telling).toEqual(['amethyst'])
    expect(SearchWords.of('rock crystal').telling).toEqual(['rock', 'crystal'])
  })

  test('is exchanged for what it means, the longest phrase first', () => {
    const meanings = new Map([
      ['lead', 'galena'],
      ['yellow lead ore', 'wulfenite'],
    ])
    expect(SearchWords.of('Yellow Lead Ore crystals').exchange(meanings).text).toBe('wulfenite crystals')
    expect(SearchWords.of('grey lead').exchange(meanings).text).toBe('grey galena')
    const plain = SearchWords.of('leaden')
    expect(plain.exchange(meanings)).toBe(plain)
  })
})

describe('spelling', () => {
  test.each([
    ['flourite', 'fluorite', 1],
    ['fluroite', 'fluorite', 1],
    ['malakite', 'malachite', 2],
    ['quartz', 'quartz', 0],
    ['', 'opal', 4],
  ])('“%s” has as many mistakes against “%s” as a reader would count: %d', (typed, word, mistakes) => {
    expect(mistakesBetween(typed, word)).toBe(mistakes)
  })

  test('prefers fewer mistakes, then names to texts', () => {
    const lookalikes = [
      { word: 'topaz', weight: 3 },
      { word: 'tapas', weight: 1 },
      { word: 'toads', weight: 3 },
    ]
    expect(likeliest('topas', lookalikes)).toBe('topaz')
  })

  test('leaves alone what is known, and what resembles nothing closely', () => {
    expect(likeliest('rose', [{ word: 'rose', weight: 1 }])).toBe('rose')
    expect(likeliest('painite', [{ word: 'titanite', weight: 3 }])).toBe('painite')
  })
})

describe('a word that is only begun', () => {
  const words = [
    { word: 'amethyst', weight: 3 },
    { word: 'amazonite', weight: 3 },
    { word: 'fluorite', weight: 3 },
    { word: 'fluorescent', weight: 2 },
    { word: 'malachite', weight: 3 },
  ]

  test.each([
    ['amath', 'amethyst'],
    ['flouri', 'fluorite'],
    ['malaki', 'malachite'],
    ['fluores', 'fluorescent'],
  ])('“%s” is the beginning of “%s”', (typed, word) => {
    expect(likeliestBegun(typed, words)).toBe(word)
  })

  test.each(['amx', 'azure', 'mxlxc'])('“%s” is the beginning of nothing', (typed) => {
    expect(likeliestBegun(typed, words)).toBeNull()
  })
})

describe('lines of synonyms', () => {
  test('are phrases and meanings; notes and empty lines say nothing, the last word counts', () => {
    const { synonyms, mistakes } = readSynonyms(
      '# old names\r\n\r\nFool’s gold = pyrite\nFOOLS GOLD =  white  pyrite ',
    )
    expect(synonyms).toEqual([{ phrase: 'fools gold', meaning: 'white pyrite' }])
    expect(mistakes).toEqual([])
  })

  test('are told apart by their number when they cannot be understood', () => {
    const { mistakes } = readSynonyms(
      `fine = pyrite\nnothing\na = b = c\n= pyrite\n!! = pyrite\nx =\nsame = Same\n${'x'.repeat(80)} = pyrite`,
    )
    expect(mistakes.map(({ line }) => line)).toEqual([2, 3, 4, 5, 6, 7, 8])
  })
})
