import { expect, test } from 'vitest'
import { Page } from '../../src/web/page.ts'
import { type KeptPage, MemoryPageStore } from '../../src/web/page-store.ts'

const LETTERS = 1_000

const kept = (letter: string): KeptPage => ({
  page: Page.of(letter.repeat(LETTERS)),
  ...{ revision: 1, madeAt: 0, freshUntil: Infinity, about: 0, beside: [] },
})

const NOTHING = { csrf: () => '', navigation: () => '', notice: () => '', stock: () => '' }

test.each([
  ['plain', 'a', 1],
  ['accented', 'é', 1],
  ['typographic', '’', 2],
])('a page in %s letters is weighed with all that may be kept of it', (_, letter, bytesAsText) => {
  const { page } = kept(letter)
  const encoded = Buffer.concat(page.bytes(NOTHING)).length
  const packed = Buffer.concat(page.gzip(NOTHING)).length
  expect(page.size).toBe(bytesAsText * LETTERS + 2 * encoded)
  expect(page.size).toBeGreaterThanOrEqual(bytesAsText * LETTERS + encoded + packed)
})

test('as many pages are kept as there are bytes for; the oldest goes first', () => {
  const store = new MemoryPageStore(10 * LETTERS)
  store.put('/first', kept('a'))
  store.put('/second', kept('b'))
  store.put('/third', kept('c'))
  expect(store.peek('/first')).toBeDefined()

  // Eight bytes a letter: two as text, three encoded, three at most deflated.
  store.put('/wide', kept('’'))
  expect(
    ['/first', '/second', '/third', '/wide'].map((address) => store.peek(address) !== undefined),
  ).toEqual([false, false, false, true])
})

test('a page that is kept anew does not count twice', () => {
  const store = new MemoryPageStore(10 * LETTERS)
  for (let again = 0; again < 9; again += 1) store.put('/same', kept('a'))
  store.put('/other', kept('b'))
  expect(store.peek('/same')).toBeDefined()
})
