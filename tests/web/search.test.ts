import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { aShop, type TestShop } from '../support/test-shop.ts'
import { Visitor } from '../support/visitor.ts'

let shop: TestShop

beforeAll(async () => {
  shop = await aShop('demo')
})

afterAll(() => shop[Symbol.asyncDispose]())

/** Slugs of the results, best first. */
async function found(words: string): Promise<string[]> {
  const page = await new Visitor(shop.url).get(`/search?q=${encodeURIComponent(words)}`)
  expect(page.status).toBe(200)
  return [...page.text.matchAll(/<a[^>]+href="\/products\/([a-z-]+)"/g)].map(([, slug = '']) => slug)
}

describe('the search', () => {
  test.each([
    ['amathyst', 'amethyst'],
    ['flourite', 'fluorite'],
    ['labradorit', 'labradorite'],
    ['tourmilane', 'tourmaline'],
    ['pyrit', 'pyrite'],
    ['quarz', 'quartz'],
    ['rodochrosite', 'rhodochrosite'],
    ['azurit', 'azurite'],
    ['malakite', 'malachite'],
    ['celestite', 'celestine'],
    ['aquamarin', 'aquamarine'],
    ['calcopyrite', 'chalcopyrite'],
    ['apophylite', 'apophyllite'],
    ['wulfanite', 'wulfenite'],
    ['hematit', 'hematite'],
    ['barytes', 'baryte'],
    ['topas', 'topaz'],
    ['kianite', 'kyanite'],
    ['smokey quartz', 'smoky-quartz'],
    ['fluroite', 'fluorite'],
    ['vanadanite', 'vanadinite'],
  ])('takes “%s” for %s', async (words, slug) => {
    expect((await found(words))[0]).toBe(slug)
  })

  test('takes “gernet” for a garnet', async () => {
    expect(['almandine', 'spessartine', 'grossular', 'andradite']).toContain((await found('gernet'))[0])
  })

  test.each([
    ['a mine', 'Tsumeb', 'cerussite'],
    ['a formula', 'CaCO₃', 'calcite'],
    ['the same formula, typed', 'CaCO3', 'calcite'],
    ['the beginning of a number', 'FLUO-TN', 'fluorite'],
    ['an inflection in the story', 'crystallise', ''],
  ])('finds by %s', async (_what, words, slug) => {
    const slugs = await found(words)
    expect(slugs.length).toBeGreaterThan(0)
    if (slug) expect(slugs).toContain(slug)
  })

  test('that finds nothing keeps the words and shows ways on', async () => {
    const page = await new Visitor(shop.url).get('/search?q=xyzzy')
    expect(page.text).toContain('value="xyzzy"')
    expect(page.text).toContain('href="/categories/quartz"')
    expect(page.text).toContain('noindex')
  })
})
