import { describe, expect, test } from 'vitest'
import type { CardFacts } from '../../src/models/catalog/card-facts.ts'
import { CardFile } from '../../src/services/card-file.ts'

function facts(id: number, name: string): CardFacts {
  return {
    ...{ id, name, slug: `piece-${id}`, summary: '', categoryId: 1, formula: 'CaF₂', locality: null },
    ...{ pictureKey: null, pictureAlt: null, ratingCount: 0, ratingSum: 0, variants: [] },
  }
}

/** A shelf with a few products, and a file that notes what it had to read. */
function aShelf(revisions: Record<number, number>) {
  const read: number[][] = []
  const names = new Map<number, string>()
  const file = new CardFile(async (ids) => {
    read.push([...ids])
    return ids.map((id) => facts(id, names.get(id) ?? 'Fluorite'))
  })
  const shelf = { ids: Object.keys(revisions).map(Number), revisionOf: (id: number) => revisions[id] }
  return { file, shelf, read, names, revisions }
}

describe('the card file', () => {
  test('reads ahead, and then answers without a question', async () => {
    const { file, shelf, read } = aShelf({ 1: 1, 2: 1 })
    await file.fill(shelf)
    expect(await file.of([2, 1], shelf)).toEqual([facts(2, 'Fluorite'), facts(1, 'Fluorite')])
    expect(read).toEqual([[1, 2]])
  })

  test('reads again what has changed since, and only that', async () => {
    const { file, shelf, read, names, revisions } = aShelf({ 1: 1, 2: 1 })
    await file.fill(shelf)
    names.set(2, 'Galena')
    revisions[2] = 2
    expect(await file.of([1, 2], shelf)).toEqual([facts(1, 'Fluorite'), facts(2, 'Galena')])
    expect(await file.of([2], shelf)).toEqual([facts(2, 'Galena')])
    expect(read).toEqual([[1, 2], [2]])
  })

  test('keeps nothing of what is not on the shelf', async () => {
    const { file, shelf, read } = aShelf({ 1: 1 })
    await file.of([7], shelf)
    await file.of([7], shelf)
    expect(read).toEqual([[7], [7]])
  })

  test('takes what changes while it is read for older, never for newer', async () => {
    const { shelf, revisions } = aShelf({ 1: 1 })
    let reads = 0
    const file = new CardFile(async () => {
      reads += 1
      revisions[1] = 2
      return [facts(1, 'as it was')]
    })
    await file.of([1], shelf)
    await file.of([1], shelf)
    expect(reads).toBe(2)
  })
})
