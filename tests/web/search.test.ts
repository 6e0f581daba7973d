import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readSynonyms } from '../../src/models/search/synonyms.ts'
import { aShop, OWNER, type TestShop } from '../support/test-shop.ts'
import { type Page, Visitor } from '../support/visitor.ts'

let shop: TestShop

beforeAll(async () => {
  shop = await aShop('demo')
})

afterAll(() => shop[Symbol.asyncDispose]())

async function search(words: string): Promise<Page> {
  return new Visitor(shop.url).get(`/search?q=${encodeURIComponent(words)}`)
}

/** Slugs of the results, best first; none on the page that shows other things instead. */
async function found(words: string): Promise<string[]> {
  const page = await search(words)
  expect(page.status).toBe(200)
  if (page.text.includes('We found nothing')) return []
  return [...page.text.matchAll(/<a[^>]+href="\/products\/([a-z-]+)"/g)].map(([, slug = '']) => slug)
}

async function suggestions(words: string) {
  const page = await new Visitor(shop.url).get(`/search/suggestions?q=${encodeURIComponent(words)}`, {
    accept: 'application/json',
  })
  return JSON.parse(page.text)
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
    ['the same formula in small letters', 'caco3', 'calcite'],
    ['a formula with brackets', 'Cu2CO3(OH)2', 'malachite'],
    ['a formula with charges', 'Fe²⁺₃Al₂(SiO₄)₃', 'almandine'],
    ['the same formula without them', 'Fe3Al2(SiO4)3', 'almandine'],
    ['a formula with water', 'CaSO4.2H2O', 'gypsum'],
    ['the symbol of an element', 'Au', 'gold'],
    ['the beginning of a number', 'FLUO-TN', 'fluorite'],
    ['a whole number in small letters', 'fluo-tn-gree', 'fluorite'],
    ['a plural', 'fluorites', 'fluorite'],
    ['a category', 'zeolites', 'stilbite'],
    ['one of a category', 'zeolite', 'stilbite'],
    ['the beginning of a name', 'malach', 'malachite'],
    ['a colour and a name', 'green fluorite', 'fluorite'],
    ['a name and what everything is', 'amethyst crystal cluster', 'amethyst'],
    ['a country and a name', 'Tennessee calcite', 'calcite'],
    ['an accent too many', 'fluörite', 'fluorite'],
    ['capitals', 'PYRITE', 'pyrite'],
    ['an inflection in the story', 'crystallise', ''],
    ['two words that fit everything', 'crystal clusters', ''],
  ])('finds by %s', async (_what, words, slug) => {
    const slugs = await found(words)
    expect(slugs.length).toBeGreaterThan(0)
    if (slug) expect(slugs).toContain(slug)
  })

  test('puts what is called so before what only mentions it', async () => {
    expect((await found('quartz')).slice(0, 3)).toEqual(['quartz', 'smoky-quartz', 'rose-quartz'])
    expect((await found('gold'))[0]).toBe('gold')
  })

  test('puts what sells before its equals', async () => {
    await shop.database.query("UPDATE products SET popularity = 7 WHERE slug = 'grossular'")
    expect((await found('garnet'))[0]).toBe('grossular')
  })

  test('says what it searched for instead, and offers the words as typed', async () => {
    const page = await search('flourite')
    expect(page.text).toContain('Showing results for “fluorite”.')
    expect(page.text).toContain('href="/search?q=flourite&amp;exact=1"')
    expect(page.text).toMatch(/name="q"[^>]* value="flourite"/)
    const exact = await new Visitor(shop.url).get('/search?q=flourite&exact=1')
    expect(exact.text).toContain('We found nothing for “flourite”.')
  })

  test('names the categories that are called so', async () => {
    expect((await search('zeolites')).text).toContain('<a href="/categories/zeolites">Zeolites</a>')
  })

  test('that finds nothing keeps the words and shows ways on', async () => {
    const page = await search('fluorite xyzzy')
    expect(page.text).toContain('value="fluorite xyzzy"')
    expect(page.text).toContain('href="/search?q=fluorite"')
    expect(page.text).toContain('href="mailto:')
    expect(page.text).toContain('href="/categories/quartz"')
    expect(page.text).toMatch(/<a[^>]+href="\/products\//)
    expect(page.text).toContain('noindex')
  })

  test('knows a new name, fact, category and option as soon as they are saved', async () => {
    const { query } = shop.database
    await query("UPDATE products SET name = 'Epidote Knappenwand' WHERE slug = 'epidote'")
    expect(await found('Knappenwand')).toEqual(['epidote'])
    await query(
      "UPDATE attribute_values SET text = 'Rauristal' WHERE product_id = (SELECT id FROM products WHERE slug = 'titanite') AND attribute_id = (SELECT id FROM attributes WHERE key = 'locality')",
    )
    expect(await found('Rauristal')).toEqual(['titanite'])
    await query("UPDATE categories SET name = 'Glimmer' WHERE slug = 'micas'")
    expect([...(await found('glimmer'))].sort()).toEqual(['lepidolite', 'muscovite'])
    await query("UPDATE option_values SET name = 'Lobelia' WHERE name = 'Prussian blue'")
    expect(await found('lobelia')).toEqual(['boleite'])
  })

  test('never finds a draft, an archived product or one of tomorrow, and finds it when its time has come', async () => {
    const { query } = shop.database
    const set = (change: string) => query(`UPDATE products SET ${change} WHERE slug = 'dioptase'`)
    for (const hidden of [
      "status = 'draft'",
      "status = 'archived'",
      "status = 'published', published_at = now() + interval '1 day'",
    ]) {
      await set(hidden)
      expect(await found('dioptase')).not.toContain('dioptase')
      expect((await suggestions('dioptase')).products).not.toContainEqual(
        expect.objectContaining({ name: 'Dioptase' }),
      )
    }
    await set("published_at = now() - interval '1 second'")
    expect(await found('dioptase')).toContain('dioptase')
  })

  test.each([
    ['quotes', `'"\`’“`],
    ['operators', 'fluorite & !(quartz | <-> :* ) \\'],
    ['patterns', '%_%\\%'],
    ['10 kB', 'fluorite '.repeat(1_200)],
    ['one long word', 'q'.repeat(10_000)],
    ['a NUL', 'fluor\0ite'],
    ['half an emoji', '\ud83d'],
    ['emoji', '💎💎💎'],
    ['letters of the world', '萤石 флюорит فلوريت ʼˈˆ½ № ⑴'],
    ['nothing but a sign', '-'],
    ['a word that is left out', 'the'],
    ['a script', '<script>alert(1)</script>'],
  ])('bears %s', async (_what, words) => {
    const query = `q=${encodeURIComponent(words.toWellFormed())}`
    const page = await new Visitor(shop.url).get(`/search?${query}`)
    expect(page.status).toBe(200)
    expect(page.text).not.toContain('<script>alert')
    expect((await new Visitor(shop.url).get(`/search/suggestions?${query}`)).status).toBe(200)
  })

  test('finds no page behind its last', async () => {
    expect((await new Visitor(shop.url).get('/search?q=fluorite&page=99')).status).toBe(404)
  })
})

describe('synonyms', () => {
  const { synonyms } = readSynonyms(readFileSync('prisma/seed/synonyms.txt', 'utf8'))

  test.each(synonyms.map(({ phrase, meaning }) => [phrase, meaning]))(
    'of the file: “%s” leads to what “%s” leads to',
    async (phrase, meaning) => {
      const [meant] = await found(meaning)
      expect(meant).toBeDefined()
      expect((await found(phrase)).slice(0, 3)).toContain(meant)
    },
  )

  test.each(['fool’s gold', "FOOL'S GOLD", 'fools gold', 'fool`s  gold'])(
    'do not mind how “%s” is written',
    async (phrase) => {
      expect((await found(phrase))[0]).toBe('pyrite')
    },
  )

  test('count inside a longer query, and when misspelt', async () => {
    expect((await found('heavy spar crystals'))[0]).toBe('baryte')
    expect((await found('katzengodl'))[0]).toBe('pyrite')
  })
})

describe('suggestions', () => {
  test('are products with picture, formula and price, also for a misspelling', async () => {
    const { meant, products } = await suggestions('flourite')
    expect(meant).toBe('fluorite')
    expect(products[0]).toEqual({
      name: 'Fluorite',
      formula: 'CaF₂',
      href: '/products/fluorite',
      picture: expect.stringMatching(/^\/images\/fluorite-.*-160\.webp$/),
      priceFrom: '€23.50',
    })
  })

  test.each([
    ['amath', 'Amethyst'],
    ['flouri', 'Fluorite'],
    ['green flouri', 'Fluorite'],
  ])('are found for “%s”, which is misspelt and not yet whole', async (typed, name) => {
    const { products } = await suggestions(typed)
    expect(products).toContainEqual(expect.objectContaining({ name }))
  })

  test('are eight at most, categories among them', async () => {
    const { products, categories } = await suggestions('qua')
    expect(products.length + categories.length).toBeLessThanOrEqual(8)
    expect(categories[0]).toEqual({ slug: 'quartz', name: 'Quartz & chalcedony' })
  })

  test('are none before there is something to go by', async () => {
    expect(await suggestions('')).toMatchObject({ products: [], categories: [] })
    expect(await suggestions('q')).toMatchObject({ products: [], categories: [] })
  })

  test('are options for a listbox where HTML is asked for, kept by nobody but the browser', async () => {
    const page = await new Visitor(shop.url).get('/search/suggestions?q=malach')
    expect(page.text).toMatch(/<li [^>]*role="option"[^>]* data-href="\/products\/malachite">/)
    expect(page.headers.get('cache-control')).toBe('private, max-age=60')
    expect(page.headers.get('vary')).toMatch(/accept/i)
  })
})

describe('what was searched for in vain', () => {
  const recorded = () =>
    shop.database.query<{ words: string; times: number }>(
      "SELECT words, times FROM missed_searches WHERE words = 'painite crystal'",
    )

  test('is counted however it is written, and not for what was found', async () => {
    await search('Painite crystal')
    await search(' painite, CRYSTAL')
    await expect.poll(recorded).toEqual([{ words: 'painite crystal', times: 2 }])
    await search('flourite')
    expect(await shop.database.query("SELECT FROM missed_searches WHERE words = 'flourite'")).toEqual([])
  })

  test('keeps the newest thousand', async () => {
    await shop.database.query(
      "INSERT INTO missed_searches (words, last_at) SELECT 'noise ' || n, now() - n * interval '1 minute' FROM generate_series(1, 1500) n",
    )
    await search('taaffeite')
    await expect
      .poll(() =>
        shop.database.query(
          "SELECT count(*)::int AS count, bool_or(words = 'taaffeite') AS newest FROM missed_searches",
        ),
      )
      .toEqual([{ count: 1000, newest: true }])
  })
})

describe('in the back office', () => {
  let owner: Visitor

  beforeAll(async () => {
    owner = new Visitor(shop.url)
    await owner.get('/backoffice')
    await owner.post('/backoffice/sign-in', OWNER)
  })

  test('nobody else gets in', async () => {
    const stranger = new Visitor(shop.url)
    for (const path of ['/backoffice/synonyms', '/backoffice/searches'])
      expect((await stranger.get(path)).location).toBe('/backoffice')
  })

  test('a search in vain becomes a synonym, which works at once', async () => {
    await search('Blue Wonder')
    await expect
      .poll(async () => (await owner.get('/backoffice/searches')).text)
      .toContain('/backoffice/synonyms?phrase=blue%20wonder#field-lines')
    expect((await owner.get('/backoffice/synonyms?phrase=blue%20wonder')).text).toContain(
      'blue wonder = </textarea>',
    )

    const saved = await owner.post('/backoffice/synonyms', { lines: 'Blue Wonder = azurite' })
    expect(saved.status).toBe(303)
    expect((await owner.follow(saved)).text).toContain('One synonym saved')
    expect((await found('blue wonder'))[0]).toBe('azurite')
    expect((await owner.get('/backoffice/searches')).text).not.toContain('blue wonder')
  })

  test('many lines are saved together, and a mistake is named by its line with nothing lost', async () => {
    const lines = '# names\n\nmoss stone = agate\nno meaning\n= agate\nboth = both'
    const refused = await owner.post('/backoffice/synonyms', { lines })
    expect(refused.status).toBe(422)
    expect(refused.text).toContain('moss stone = agate\nno meaning')
    for (const line of ['Line 4', 'Line 5', 'Line 6']) expect(refused.text).toContain(line)
    expect(refused.text).not.toContain('Line 3')
    expect(await shop.database.query("SELECT FROM synonyms WHERE phrase = 'moss stone'")).toEqual([])

    const saved = await owner.post('/backoffice/synonyms', {
      lines: 'moss stone = agate\r\nsea stone = aquamarine',
    })
    expect((await owner.follow(saved)).text).toContain('2 synonyms saved')
    expect((await found('sea stone'))[0]).toBe('aquamarine')
  })

  test('a phrase that is known gets the new meaning, and is gone when removed', async () => {
    await owner.post('/backoffice/synonyms', { lines: 'wonderrock = azurite' })
    await owner.post('/backoffice/synonyms', { lines: 'Wonderrock = malachite' })
    expect((await found('wonderrock'))[0]).toBe('malachite')
    const [synonym] = await shop.database.query<{ id: number }>(
      "SELECT id FROM synonyms WHERE phrase = 'wonderrock'",
    )
    const removed = await owner.post(`/backoffice/synonyms/${synonym?.id}/removal`, {})
    expect((await owner.follow(removed)).text).toContain('“wonderrock = malachite” is removed.')
    expect(await found('wonderrock')).not.toContain('malachite')
    expect((await owner.post(`/backoffice/synonyms/${synonym?.id}/removal`, {})).status).toBe(404)
  })

  test.each([[{}], [{ lines: '' }], [{ lines: '# nothing' }]])(
    '%o saves nothing and says so',
    async (form) => {
      const page = await owner.post('/backoffice/synonyms', form)
      expect(page.status).toBe(422)
      expect(page.text).toContain('Write at least one line.')
    },
  )
})
