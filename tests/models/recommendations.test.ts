import { describe, expect, test } from 'vitest'
import { recommend, type Suggestion } from '../../src/models/catalog/recommendations.ts'

const AZURITE = { productId: 1, name: 'Azurite' }
const FLUORITE = { productId: 2, name: 'Fluorite' }

function aSuggestion(productId: number, facts: Partial<Suggestion> = {}): Suggestion {
  return { productId, slug: `mineral-${productId}`, because: 1, tie: 'together', weight: 1, ...facts }
}

const ids = (...given: Parameters<typeof recommend>) => recommend(...given).map(({ productId }) => productId)

describe('a recommendation', () => {
  test('says what it is made because of, as one says it in a sentence', () => {
    const reasonFor = (name: string) => recommend([{ productId: 1, name }], [aSuggestion(9)])[0]?.reason
    expect(reasonFor('Azurite')).toBe('Because you bought azurite')
    expect(reasonFor('Quartz (rock crystal)')).toBe('Because you bought quartz')
    expect(reasonFor('Native gold')).toBe('Because you bought native gold')
    expect(reasonFor('LED lamp')).toBe('Because you bought LED lamp')
  })

  test('is never for something that they have', () => {
    const suggested = [aSuggestion(2, { weight: 99 }), aSuggestion(1, { because: 2 }), aSuggestion(3)]
    expect(ids([AZURITE, FLUORITE], suggested)).toEqual([3])
  })

  test('is never made without a purchase that explains it', () => {
    expect(ids([], [aSuggestion(3)])).toEqual([])
    expect(ids([AZURITE], [aSuggestion(3, { because: 77 })])).toEqual([])
  })
})

describe('of many suggestions', () => {
  test('what is bought together comes before the same mine, the same family and the same class', () => {
    const suggested = [
      aSuggestion(6, { tie: 'class', weight: 90, because: 2 }),
      aSuggestion(5, { tie: 'category', weight: 90, because: 2 }),
      aSuggestion(4, { tie: 'locality', weight: 0 }),
      aSuggestion(3, { tie: 'together', weight: 1 }),
    ]
    expect(ids([AZURITE, FLUORITE], suggested)).toEqual([3, 4, 5, 6])
  })

  test('the more often it happened, the sooner; then what was bought last decides', () => {
    const suggested = [
      aSuggestion(5, { because: 2, weight: 2 }),
      aSuggestion(4, { because: 1, weight: 2 }),
      aSuggestion(3, { because: 2, weight: 3 }),
    ]
    expect(ids([AZURITE, FLUORITE], suggested)).toEqual([3, 4, 5])
  })

  test('at most two have the same reason, and one that two purchases suggest is shown once', () => {
    const suggested = [3, 4, 5].flatMap((id) => [
      aSuggestion(id, { because: 1, weight: 10 }),
      aSuggestion(id, { because: 2, weight: 1 }),
    ])
    expect(recommend([AZURITE, FLUORITE], suggested)).toEqual([
      { productId: 3, slug: 'mineral-3', reason: 'Because you bought azurite' },
      { productId: 4, slug: 'mineral-4', reason: 'Because you bought azurite' },
      { productId: 5, slug: 'mineral-5', reason: 'Because you bought fluorite' },
    ])
  })

  test('eight are enough', () => {
    const possessions = Array.from({ length: 20 }, (_, index) => ({ productId: index + 1, name: 'Stone' }))
    const suggested = possessions.map(({ productId }) => aSuggestion(100 + productId, { because: productId }))
    expect(recommend(possessions, suggested)).toHaveLength(8)
  })

  test('the order in which they come makes no difference', () => {
    const suggested = Array.from({ length: 30 }, (_, index) =>
      aSuggestion(10 + (index % 15), {
        because: 1 + (index % 2),
        tie: index % 3 ? 'category' : 'together',
        weight: index % 4,
      }),
    )
    const forwards = recommend([AZURITE, FLUORITE], suggested)
    expect(recommend([AZURITE, FLUORITE], suggested.toReversed())).toEqual(forwards)
  })
})
